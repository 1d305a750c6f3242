import { FIELD_BYTES_MAX } from '../../../shared/limits.ts'
import type { Column } from '../column.ts'
import { shown, ValueRefused } from '../refusals.ts'

const LENGTH_BYTES = 4
const UUID_BYTES = 16
const UUID_CHARACTERS = 36
const UUID_TEXT = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i

export const bytea: Column<Uint8Array> = {
  sqlType: 'bytea',
  oid: 17,
  nullable: false,
  write(target, value) {
    checkBytes(value)
    const at = target.claim(LENGTH_BYTES + value.length)
    target.view.setInt32(at, value.length)
    target.buffer.set(value, at + LENGTH_BYTES)
  },
  print(value) {
    checkBytes(value)
    return `\\x${Buffer.from(value.buffer, value.byteOffset, value.length).toString('hex')}`
  },
  sizeOf: value => LENGTH_BYTES + value.length,
}

/** As text: 32 hexadecimal digits with four hyphens. */
export const uuid: Column<string> = {
  sqlType: 'uuid',
  oid: 2950,
  nullable: false,
  write(target, value) {
    const at = target.claim(LENGTH_BYTES + UUID_BYTES)
    target.view.setInt32(at, UUID_BYTES)
    if (value.length !== UUID_CHARACTERS || !writeDigits(target.buffer, at + LENGTH_BYTES, value)) {
      throw new ValueRefused(`${shown(value)} is no uuid`)
    }
  },
  print(value) {
    if (!UUID_TEXT.test(value)) throw new ValueRefused(`${shown(value)} is no uuid`)
    return value
  },
  sizeOf: () => LENGTH_BYTES + UUID_BYTES,
}

/** False where the text of 36 characters is not a uuid. */
function writeDigits(buffer: Buffer, at: number, value: string): boolean {
  let byte = at
  let bad = 0
  for (let index = 0; index < UUID_CHARACTERS; index += 2) {
    if (index === 8 || index === 13 || index === 18 || index === 23) {
      if (value.charCodeAt(index) !== HYPHEN) return false
      index += 1
    }
    const digits = (digitAt(value, index) << 4) | digitAt(value, index + 1)
    bad |= digits
    buffer[byte] = digits
    byte += 1
  }
  return bad <= 0xff
}

const HYPHEN = 0x2d
const NO_DIGIT = 0x1000
const DIGITS = Uint16Array.from({ length: 128 }, (_, code) => {
  const digit = Number.parseInt(String.fromCharCode(code), 16)
  return Number.isNaN(digit) ? NO_DIGIT : digit
})

function digitAt(value: string, index: number): number {
  return DIGITS[value.charCodeAt(index)] ?? NO_DIGIT
}

function checkBytes(value: Uint8Array): void {
  if (!(value instanceof Uint8Array)) throw new ValueRefused(`${shown(value)} is no Uint8Array`)
  if (value.length > FIELD_BYTES_MAX) {
    throw new ValueRefused(`${value.length} bytes are more than a field may have (${FIELD_BYTES_MAX})`)
  }
}
