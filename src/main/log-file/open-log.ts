import { mkdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import pino, { type Logger } from 'pino'
import { createRedactor, type Redactor } from './redact.ts'

export type Log = Logger

export interface OpenLog {
  readonly log: Log
  readonly redactor: Redactor
  /** The file that is written now; the one before has `.1` in its name. */
  readonly file: string
  close(): void
}

const LOG_BYTES_MAX = 16 * 1024 * 1024

/**
 * Opens `<folder>/deltadesk.log` for appending, readable by its owner alone. Every line passes the redactor as a whole,
 * so that no field, message or stack can carry a secret past it.
 */
export async function openLog(folder: string, level = 'info'): Promise<OpenLog> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, 'deltadesk.log')
  await setAsideWhereLarge(file)
  const redactor = createRedactor()
  const destination = pino.destination({ dest: file, sync: true, mode: 0o600 })
  const log = pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { error: describeError },
    },
    { write: line => destination.write(redactor.redact(line)) },
  )
  return { log, redactor, file, close: () => destination.end() }
}

/** An error whole: its stack, the fields that the driver adds, its causes. */
function describeError(error: unknown): unknown {
  return error instanceof Error ? pino.stdSerializers.errWithCause(error) : error
}

async function setAsideWhereLarge(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined)
  if (found && found.size > LOG_BYTES_MAX) await rename(file, `${file}.1`)
}
