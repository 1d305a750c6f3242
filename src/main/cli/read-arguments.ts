import { parseArgs } from 'node:util'
import { VERSION_MAX } from '../../shared/limits.ts'
import type { Command, OptionValues } from './command.ts'
import { CommandFailure } from './command-failure.ts'

const SHARED_OPTIONS = {
  json: { type: 'boolean' },
  database: { type: 'string' },
  connection: { type: 'string' },
  raise: { type: 'string' },
  setting: { type: 'string', multiple: true },
  schema: { type: 'string' },
  'read-only': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

export interface Arguments {
  readonly positionals: readonly string[]
  readonly values: OptionValues
}

/** Reads what stands behind a command's name; throws a CommandFailure of kind `usage`. */
export function readArguments(command: Command, args: readonly string[]): Arguments {
  let parsed: Arguments
  try {
    parsed = parseArgs({
      args: [...args],
      options: { ...SHARED_OPTIONS, ...command.options },
      strict: true,
      allowPositionals: true,
    })
  } catch (error) {
    throw usage(command, error instanceof Error ? error.message : String(error))
  }
  if (parsed.values.help === true) return parsed
  const { positionals } = parsed
  const missing = command.positionals[positionals.length]
  if (missing !== undefined) throw usage(command, `Expected <${missing}>, got nothing.`)
  const surplus = positionals[command.positionals.length]
  if (surplus !== undefined) throw usage(command, `Expected nothing more, got ${JSON.stringify(surplus)}.`)
  return parsed
}

function usage(command: Command, message: string): CommandFailure {
  return new CommandFailure('usage', message, { lines: [`See deltadesk ${command.name} --help.`] })
}

export function textOption(values: OptionValues, name: string): string | undefined {
  const value = values[name]
  return typeof value === 'string' ? value : undefined
}

/** A version as people write it; throws a CommandFailure of kind `usage`. */
export function readVersionNumber(text: string | undefined, what: string): bigint | undefined {
  if (text === undefined) return undefined
  const version = /^\d{1,19}$/.test(text) ? BigInt(text) : undefined
  if (version === undefined || version > VERSION_MAX) {
    throw new CommandFailure('usage', `Expected a version (0, 1, 2 ...) as ${what}, got ${JSON.stringify(text)}.`)
  }
  return version
}

/** How many versions to show; any number, fetched in pages. */
export function readLimit(text: string | undefined): number {
  if (text === undefined) return LIMIT_DEFAULT
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0
  if (limit < 1) throw new CommandFailure('usage', `Expected a number from 1 as --limit, got ${JSON.stringify(text)}.`)
  return limit
}

const LIMIT_DEFAULT = 20
