import type { Readable, Writable } from 'node:stream'
import type { ConnectionConfig, Database } from '../postgres/connection.ts'
import type { Json } from './print-json.ts'

/** What surrounds one run of the command. */
export interface Surroundings {
  readonly stdout: Writable
  readonly stderr: Writable & { readonly isTTY?: boolean }
  readonly stdin: Readable
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
}

export type OptionValues = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>

/** A run of one command with its arguments read. */
export interface CommandRun {
  readonly database: Database
  readonly positionals: readonly string[]
  readonly values: OptionValues
  readonly surroundings: Surroundings
  /** Says on stderr how far the work is; silent where nobody looks. */
  readonly onProgress: (text: string) => void
}

/** What a command has found out: for people, and for scripts. */
export interface CommandResult {
  readonly text: string
  readonly json: Json
  /** The text is a file's content: nothing is added behind it. */
  readonly verbatim?: boolean
}

interface CommandShape {
  readonly name: string
  /** Names of the positional arguments, all of them required. */
  readonly positionals: readonly string[]
  readonly options: Readonly<Record<string, { readonly type: 'string' | 'boolean' }>>
  /** One line. */
  readonly summary: string
  /** What `--help` says below the usage. */
  readonly help: string
}

/** Works on an open log. */
interface LogCommand extends CommandShape {
  readonly run: (run: CommandRun) => Promise<CommandResult>
}

/** Works before a log is open, or where none can be opened. */
interface ConnectionCommand extends CommandShape {
  readonly examine: (
    run: Omit<CommandRun, 'database'> & { readonly config: ConnectionConfig },
  ) => Promise<CommandResult>
}

/** Works on what is kept on this computer, without any server. */
interface LocalCommand extends CommandShape {
  readonly look: (run: Omit<CommandRun, 'database'>) => Promise<CommandResult>
}

export type Command = LogCommand | ConnectionCommand | LocalCommand
