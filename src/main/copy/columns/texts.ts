import { FIELD_BYTES_MAX } from '../../../shared/limits.ts'
import type { Column } from '../column.ts'
import type { CopyTarget } from '../copy-target.ts'
import { shown, ValueRefused } from '../refusals.ts'

const LENGTH_BYTES = 4
/** UTF-8 takes at most three bytes for a unit of UTF-16. */
const BYTES_PER_UNIT_MAX = 3
/** Longer texts are measured first instead of reserving the worst case. */
const UNMEASURED_UNITS_MAX = 16_384

export const text: Column<string> = textColumn('text', 25)

/** JSON text. The server judges whether it is JSON; its finding names the row. */
export const json: Column<string> = textColumn('json', 114)

/** At most `characters` characters; without them as many as there are. */
export function varchar(characters?: number): Column<string> {
  if (characters === undefined) return textColumn('character varying', 1043)
  return textColumn(`character varying(${characters})`, 1043, characters)
}

/** At most `characters` characters; the server fills up with blanks. */
export function char(characters: number): Column<string> {
  return textColumn(`character(${characters})`, 1042, characters)
}

/** One ASCII character in one byte, or none. */
export const char1: Column<string> = {
  sqlType: '"char"',
  oid: 18,
  nullable: false,
  write(target, value) {
    const code = codeOf(value)
    const at = target.claim(LENGTH_BYTES + 1)
    target.view.setInt32(at, 1)
    target.buffer[at + LENGTH_BYTES] = code
  },
  print(value) {
    codeOf(value)
    return value
  },
  sizeOf: () => LENGTH_BYTES + 1,
}

/** JSON text, kept by the server as its value: order and spelling of the source are lost. */
export const jsonb: Column<string> = {
  ...textColumn('jsonb', 3802),
  write(target, value) {
    checkText(value)
    writeText(target, value, JSONB_VERSION)
  },
}

const JSONB_VERSION = 1

function textColumn(sqlType: string, oid: number, charactersMax?: number): Column<string> {
  const checked = (value: string): string => {
    checkText(value)
    if (charactersMax !== undefined && value.length > charactersMax) checkLength(value, charactersMax)
    return value
  }
  return {
    sqlType,
    oid,
    nullable: false,
    write: (target, value) => writeText(target, checked(value)),
    print: checked,
    sizeOf: value => LENGTH_BYTES + value.length,
  }
}

/** Refuses what UTF8 databases cannot hold. */
function checkText(value: string): void {
  if (typeof value !== 'string') throw new ValueRefused(`${shown(value)} is no text`)
  if (value.includes('\0')) throw new ValueRefused(`${shown(value)} contains a NUL character`)
  if (!value.isWellFormed()) throw new ValueRefused(`${shown(value)} contains half of a surrogate pair`)
  if (value.length > FIELD_BYTES_MAX) throw tooLong(value.length)
}

function checkLength(value: string, charactersMax: number): void {
  let characters = 0
  for (const _ of value) characters++
  if (characters > charactersMax) {
    throw new ValueRefused(`${shown(value)} has ${characters} characters, and ${charactersMax} are the most`)
  }
}

/** Lays out length and UTF-8, behind a byte of version where the type has one. */
function writeText(target: CopyTarget, value: string, version?: number): void {
  const bytesMax =
    value.length > UNMEASURED_UNITS_MAX ? Buffer.byteLength(value, 'utf8') : value.length * BYTES_PER_UNIT_MAX
  if (bytesMax > FIELD_BYTES_MAX) throw tooLong(bytesMax)
  const at = target.makeRoom(LENGTH_BYTES + 1 + bytesMax)
  let start = at + LENGTH_BYTES
  if (version !== undefined) {
    target.buffer[start] = version
    start += 1
  }
  const end = start + target.buffer.write(value, start, 'utf8')
  target.view.setInt32(at, end - at - LENGTH_BYTES)
  target.position = end
}

function codeOf(value: string): number {
  const code = value === '' ? 0 : value.charCodeAt(0)
  if (value.length > 1 || code > 0x7f || (code === 0 && value !== '')) {
    throw new ValueRefused(`${shown(value)} is no single ASCII character`)
  }
  return code
}

function tooLong(bytes: number): ValueRefused {
  return new ValueRefused(`${bytes} bytes are more than a field may have (${FIELD_BYTES_MAX})`)
}
