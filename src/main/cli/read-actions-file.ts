import { readFile } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { jsonText, readJson } from '../../shared/delta/json.ts'
import { DRAFT_BYTES_MAX } from '../../shared/limits.ts'
import { systemReason } from '../object-store/system-reason.ts'
import { CommandFailure } from './command-failure.ts'

/** The actions of a file, or of standard input for `-`, as newline-delimited Delta JSON. */
export async function readActionsFile(file: string, stdin: Readable): Promise<string> {
  return decodeActions(file === '-' ? await buffer(stdin) : await readBytes(file))
}

/**
 * Actions as newline-delimited Delta JSON. An array of actions, as `show --json` prints it, becomes one line an action;
 * no number or string of it changes.
 */
export function decodeActions(bytes: Buffer): string {
  if (bytes.length > DRAFT_BYTES_MAX) {
    throw new CommandFailure('refused', `Expected at most ${DRAFT_BYTES_MAX} bytes of actions, got ${bytes.length}.`)
  }
  const text = decode(bytes)
  if (!text.trimStart().startsWith('[')) return text
  const read = readJson(text.trim())
  if (read.kind === 'invalid' || read.value.kind !== 'array') {
    throw new CommandFailure('refused', `The array of actions cannot be read: ${problemOf(read)}`)
  }
  // Raw line ends stand between the tokens of JSON only, never inside a string.
  return read.value.items.map(item => `${jsonText(item).replaceAll(/[\r\n]+/g, ' ')}\n`).join('')
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (error) {
    throw new CommandFailure('refused', `The file ${file} cannot be read: ${systemReason(error)}.`)
  }
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new CommandFailure('refused', 'The actions are not UTF-8.')
  }
}

function problemOf(read: ReturnType<typeof readJson>): string {
  return read.kind === 'invalid' ? (read.issues[0]?.message ?? 'no JSON') : 'no array'
}
