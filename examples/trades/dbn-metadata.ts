/** The header of a DBN file, as far as trades need it. */
export interface DbnMetadata {
  readonly version: number
  readonly dataset: string
  /** Undefined where records of several schemas are mixed. */
  readonly schema: number | undefined
  readonly startNs: bigint
  /** Each record is followed by the time of its sending. */
  readonly hasSendTimes: boolean
  /** What the file calls each instrument: the last name where it had several. */
  readonly symbols: ReadonlyMap<number, string>
}

/** The file is none of Databento's binary format, or of a version that is not known here. */
export class DbnRefused extends Error {
  override readonly name = 'DbnRefused'
}

/** Magic, version, and the length of the metadata behind them. */
export const DBN_PREFIX_BYTES = 8

const MAGIC = 'DBN'
const VERSION_MAX = 3
const FIXED_BYTES = 100
const DATASET_BYTES = 16
const NO_SCHEMA = 0xffff
const SYMBOL_BYTES_V1 = 22
const METADATA_BYTES_MAX = 64 * 1024 * 1024

export interface DbnPrefix {
  readonly version: number
  readonly metadataBytes: number
}

export function readDbnPrefix(bytes: Buffer): DbnPrefix {
  if (bytes.length < DBN_PREFIX_BYTES || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    throw new DbnRefused('The file does not begin as a DBN file does.')
  }
  const version = bytes.readUInt8(MAGIC.length)
  if (version < 1 || version > VERSION_MAX) throw new DbnRefused(`DBN version ${version} is not known here.`)
  const metadataBytes = bytes.readUInt32LE(MAGIC.length + 1)
  if (metadataBytes < FIXED_BYTES || metadataBytes > METADATA_BYTES_MAX) {
    throw new DbnRefused(`${metadataBytes} bytes of metadata are no header of a DBN file.`)
  }
  return { version, metadataBytes }
}

/** `bytes` are the metadata behind the prefix, all of them. */
export function readDbnMetadata({ version }: DbnPrefix, bytes: Buffer): DbnMetadata {
  // Version 1 has a count of records before its flags, and one length for all its symbols.
  const flagsAt = version === 1 ? 52 : 44
  const schema = bytes.readUInt16LE(DATASET_BYTES)
  const symbolBytes = version === 1 ? SYMBOL_BYTES_V1 : bytes.readUInt16LE(flagsAt + 1)
  return {
    version,
    dataset: textOf(bytes.subarray(0, DATASET_BYTES)),
    schema: schema === NO_SCHEMA ? undefined : schema,
    startNs: bytes.readBigUInt64LE(DATASET_BYTES + 2),
    hasSendTimes: bytes.readUInt8(flagsAt) === 1,
    symbols: readSymbols(bytes, symbolBytes),
  }
}

const UINT32_BYTES = 4
const INTERVAL_DATES_BYTES = 2 * UINT32_BYTES
/** Symbols that were asked for, those found for some days alone, and those not found. */
const SYMBOL_LISTS = 3

/** From the mappings: each name with the instruments that it stood for, day by day. */
function readSymbols(bytes: Buffer, symbolBytes: number): ReadonlyMap<number, string> {
  let at = FIXED_BYTES
  const count = (): number => {
    if (at + UINT32_BYTES > bytes.length) throw new DbnRefused('The metadata of the file are cut off.')
    at += UINT32_BYTES
    return bytes.readUInt32LE(at - UINT32_BYTES)
  }
  const symbol = (): string => {
    if (at + symbolBytes > bytes.length) throw new DbnRefused('The metadata of the file are cut off.')
    at += symbolBytes
    return textOf(bytes.subarray(at - symbolBytes, at))
  }
  const skip = (items: number, itemBytes: number): void => {
    at += items * itemBytes
  }
  skip(count(), 1)
  for (let list = 0; list < SYMBOL_LISTS; list++) skip(count(), symbolBytes)
  const symbols = new Map<number, string>()
  for (let mappings = count(); mappings > 0; mappings--) {
    const name = symbol()
    for (let intervals = count(); intervals > 0; intervals--) {
      skip(1, INTERVAL_DATES_BYTES)
      const instrument = Number(symbol())
      if (Number.isInteger(instrument)) symbols.set(instrument, name)
    }
  }
  return symbols
}

/** Fields of fixed length end with NUL bytes. */
function textOf(bytes: Buffer): string {
  const end = bytes.indexOf(0)
  return bytes.toString('utf8', 0, end === -1 ? bytes.length : end)
}
