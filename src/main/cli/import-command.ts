import type { ImportEvent, ImportProblem } from '../../shared/contract/import.ts'
import { tableNameSchema } from '../../shared/contract/schemas.ts'
import { importLog } from '../replay/import-log.ts'
import type { Command, CommandResult } from './command.ts'
import { CommandFailure } from './command-failure.ts'
import { formatCount } from './format.ts'
import { visible } from './print-columns.ts'
import type { Json } from './print-json.ts'
import { textOption } from './read-arguments.ts'

export const importCommand: Command = {
  name: 'import',
  positionals: ['folder'],
  options: { name: { type: 'string' } },
  summary: 'import the log of a Delta table as a new table',
  help: `Imports every commit of <folder>/_delta_log, or nothing at all.

  --name NAME   the new table's name; it must be free (default: the folder's name, with -2, -3 ... where that is taken)

With --json: {"tableId", "name", "head", "actions", "warnings"}; refused: {"error": {"problems": [{"file", "line", ...}]}}.`,
  async run({ database, positionals, values, surroundings: { signal }, onProgress }) {
    const name = readName(textOption(values, 'name'))
    for await (const event of importLog(database, { path: positionals[0] ?? '', name }, signal)) {
      const result = resultOf(event)
      if (result !== undefined) return result
      if (event.kind === 'progress') onProgress(progressText(event))
    }
    throw new Error('the import ended without a result')
  },
}

function readName(name: string | undefined): string | undefined {
  const read = tableNameSchema.optional().safeParse(name)
  if (read.success) return read.data
  throw new CommandFailure('usage', `Expected ${read.error.issues[0]?.message ?? 'a table name'} as --name.`)
}

/** Undefined as long as the work goes on; throws where the log was refused. */
function resultOf(event: ImportEvent): CommandResult | undefined {
  switch (event.kind) {
    case 'progress':
      return undefined
    case 'done': {
      const { kind: _, warnings, ...rest } = event
      const versions = `${formatCount(event.head + 1n)} ${event.head === 0n ? 'version' : 'versions'}`
      const text = `Table ${event.name}: ${versions}, ${formatCount(event.actions)} actions.`
      const notes = warnings.map(warning => `warning: ${problemText(warning)}`)
      return { text: [text, ...notes].map(visible).join('\n'), json: { ...rest, warnings: warnings.map(problemJson) } }
    }
    case 'refused': {
      const message = event.problems[0] ? problemText(event.problems[0]) : 'The log was refused.'
      throw new CommandFailure('refused', message, {
        details: { problems: event.problems.map(problemJson) },
        lines: event.problems.slice(1).map(problemText),
      })
    }
  }
}

function progressText({ versions, versionsTotal, actions }: Extract<ImportEvent, { kind: 'progress' }>): string {
  const total = versionsTotal === null ? '' : ` of ${formatCount(versionsTotal)}`
  return `${formatCount(versions)}${total} versions, ${formatCount(actions)} actions`
}

function problemText({ file, line, message }: ImportProblem): string {
  const place = file === null ? '' : line === null ? `${file}: ` : `${file}:${line}: `
  return place + message
}

function problemJson({ rule, file, line, message, issue }: ImportProblem): Json {
  return { rule, file, line, message, ...(issue && { path: [...issue.path], section: issue.section }) }
}
