import { type CommitLimits, commitLimitsSchema, copyRowsMinSchema } from '../../shared/contract/strategy.ts'
import type { OptionValues } from './command.ts'
import { CommandFailure } from './command-failure.ts'
import { textOption } from './read-arguments.ts'

/** How long a commit may take, and how its rows travel. */
export const LIMIT_OPTIONS = {
  'lock-ms': { type: 'string' },
  'statement-ms': { type: 'string' },
  'transaction-ms': { type: 'string' },
  'copy-rows': { type: 'string' },
} as const

export const LIMIT_HELP = `  --lock-ms N            wait so long for the table's lock
  --statement-ms N       let one statement take so long
  --transaction-ms N     let the whole transaction take so long (PostgreSQL 17)
  --copy-rows N          send the rows of a table by COPY from so many on`

interface SendingLimits {
  readonly limits: CommitLimits
  readonly copyRowsMin: number | undefined
}

/** Throws a CommandFailure of kind `usage` where a number is none, or is out of its range. */
export function limitOptions(values: OptionValues): SendingLimits {
  const limits = commitLimitsSchema.safeParse(
    present({
      lockMs: numberOption(values, 'lock-ms'),
      statementMs: numberOption(values, 'statement-ms'),
      transactionMs: numberOption(values, 'transaction-ms'),
    }),
  )
  const copyRowsMin = copyRowsMinSchema.optional().safeParse(numberOption(values, 'copy-rows'))
  if (limits.success && copyRowsMin.success) return { limits: limits.data, copyRowsMin: copyRowsMin.data }
  const [issue] = (limits.error ?? copyRowsMin.error)?.issues ?? []
  const name = typeof issue?.path[0] === 'string' ? NAMES[issue.path[0]] : undefined
  throw new CommandFailure('usage', `${name ?? '--copy-rows'} is out of its range: ${issue?.message ?? 'no reason'}.`)
}

const NAMES: Readonly<Record<string, string>> = {
  lockMs: '--lock-ms',
  statementMs: '--statement-ms',
  transactionMs: '--transaction-ms',
}

function numberOption(values: OptionValues, name: string): number | undefined {
  const text = textOption(values, name)
  if (text === undefined) return undefined
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new CommandFailure('usage', `Expected a whole number as --${name}, got ${JSON.stringify(text)}.`)
}

function present<T extends object>(fields: T): Partial<T> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as Partial<T>
}
