import type { Encoding } from 'hyparquet'
import { PARQUET_DICTIONARY_VALUES_MAX } from '../../../shared/limits.ts'
import { DeltaNumbers } from './delta-numbers.ts'
import { HybridRuns } from './hybrid-runs.ts'
import type { Leaf, RawValue } from './leaf.ts'
import { ParquetFailure } from './parquet-failure.ts'
import { plainValues, textOf, type Values } from './plain-values.ts'

/** The values of a page, which begin at `start`. None is decoded before it is asked for. */
export function encodedValues(
  encoding: Encoding,
  bytes: Uint8Array,
  start: number,
  leaf: Leaf,
  dictionary: readonly RawValue[] | undefined,
): Values {
  switch (encoding) {
    case 'PLAIN':
      return plainValues(bytes, start, leaf)
    case 'PLAIN_DICTIONARY':
    case 'RLE_DICTIONARY':
      return dictionaryValues(bytes, start, dictionary)
    case 'RLE':
      return booleanRuns(bytes, start, leaf)
    case 'DELTA_BINARY_PACKED':
      return deltaNumbers(bytes, start, leaf)
    case 'DELTA_LENGTH_BYTE_ARRAY':
      return deltaLengths(bytes, start, leaf)
    case 'DELTA_BYTE_ARRAY':
      return deltaSuffixes(bytes, start, leaf)
    default:
      throw new ParquetFailure('encoding', `Values encoded as ${String(encoding)} are not supported.`)
  }
}

/** All the values of a dictionary's page. */
export function readDictionary(bytes: Uint8Array, count: number, leaf: Leaf): RawValue[] {
  if (!(count >= 0 && count <= bytes.length)) {
    throw new ParquetFailure('page', `A dictionary of ${bytes.length} bytes cannot hold ${count} values.`)
  }
  if (count > PARQUET_DICTIONARY_VALUES_MAX) {
    throw new ParquetFailure('too-large', `Expected at most ${PARQUET_DICTIONARY_VALUES_MAX} values in a dictionary.`)
  }
  const values = plainValues(bytes, 0, leaf)
  return Array.from({ length: count }, () => values.next())
}

function dictionaryValues(bytes: Uint8Array, start: number, dictionary: readonly RawValue[] | undefined): Values {
  if (!dictionary) throw new ParquetFailure('page', 'A page refers to a dictionary that is not there.')
  // A page of nulls alone has no width either.
  if (start >= bytes.length) return NO_VALUES
  const positions = new HybridRuns(bytes, start + 1, bytes.length, bytes[start] ?? 0)
  return {
    next() {
      const value = dictionary[positions.next()]
      if (value === undefined) throw new ParquetFailure('page', 'A page refers to a value that its dictionary lacks.')
      return value
    },
  }
}

/** Booleans of newer writers: run lengths behind their size in bytes. */
function booleanRuns(bytes: Uint8Array, start: number, { type }: Leaf): Values {
  if (type !== 'BOOLEAN') throw new ParquetFailure('encoding', `Expected booleans in run lengths, found ${type}.`)
  const runs = new HybridRuns(bytes, Math.min(start + 4, bytes.length), bytes.length, 1)
  return { next: () => runs.next() === 1 }
}

function deltaNumbers(bytes: Uint8Array, start: number, { type }: Leaf): Values {
  if (start >= bytes.length) return NO_VALUES
  const numbers = new DeltaNumbers(bytes, start)
  return type === 'INT32' ? { next: () => Number(BigInt.asIntN(32, numbers.next())) } : { next: () => numbers.next() }
}

/** Byte arrays behind the lengths of all of them. */
function deltaLengths(bytes: Uint8Array, start: number, leaf: Leaf): Values {
  if (start >= bytes.length) return NO_VALUES
  const lengths = new DeltaNumbers(bytes, start)
  let at = new DeltaNumbers(bytes, start).end()
  return {
    next() {
      const from = at
      at = checkedEnd(bytes, from, lengths.next())
      return shaped(bytes.subarray(from, at), leaf)
    },
  }
}

/** Byte arrays that begin as the one before: how far, the lengths of the rests, the rests. */
function deltaSuffixes(bytes: Uint8Array, start: number, leaf: Leaf): Values {
  if (start >= bytes.length) return NO_VALUES
  const prefixes = new DeltaNumbers(bytes, start)
  const suffixes = deltaLengths(bytes, new DeltaNumbers(bytes, start).end(), { ...leaf, isText: false })
  let value: Uint8Array = new Uint8Array(0)
  return {
    next() {
      const prefix = checkedEnd(value, 0, prefixes.next())
      const suffix = suffixes.next()
      if (suffix instanceof Uint8Array) value = Buffer.concat([value.subarray(0, prefix), suffix])
      return shaped(value, leaf)
    },
  }
}

function checkedEnd(bytes: Uint8Array, start: number, length: bigint): number {
  const end = start + Number(length)
  if (length < 0n || end > bytes.length) throw new ParquetFailure('page', 'A page ends in the middle of its values.')
  return end
}

function shaped(bytes: Uint8Array, { isText }: Leaf): RawValue {
  return isText ? textOf(bytes) : bytes
}

const NO_VALUES: Values = {
  next() {
    throw new ParquetFailure('page', 'A page ends in the middle of its values.')
  },
}
