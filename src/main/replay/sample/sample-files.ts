import type { AddFile, DeletionVector, RemoveFile } from '../../../shared/delta/actions.ts'
import type { SeededRandom } from '../../../shared/seeded-random.ts'

/** A data file of the sample: what its add says, kept as numbers so that it can be rewritten. */
export interface SampleFile {
  readonly path: string
  readonly country: string
  readonly rows: number
  readonly firstOrder: number
  readonly sizeBytes: number
  readonly writtenMs: number
  readonly withDiscount: boolean
  /** Rows that a deletion vector hides. */
  readonly deletedRows: number
  readonly deletionVector?: DeletionVector | undefined
  readonly add: AddFile
}

export type FileWish = Pick<SampleFile, 'country' | 'rows' | 'firstOrder' | 'writtenMs' | 'withDiscount'>

const BYTES_PER_ROW = 41
const DAY_MS = 86_400_000

/** A new data file with statistics as Spark writes them. */
export function sampleFile(random: SeededRandom, part: number, wish: FileWish): SampleFile {
  const { country, rows } = wish
  const number = String(part).padStart(5, '0')
  const path = `country=${country}/part-${number}-${random.uuid()}.c000.snappy.parquet`
  const sizeBytes = rows * BYTES_PER_ROW + random.between(2_000, 9_000)
  const file = { ...wish, path, sizeBytes, deletedRows: 0 }
  return { ...file, add: addOf(file, fileStats(random, wish)) }
}

/** The same data file with more of its rows hidden by a new deletion vector. */
export function hideRows(random: SeededRandom, file: SampleFile, hiddenRows: number): SampleFile {
  const deletedRows = Math.min(file.rows, file.deletedRows + hiddenRows)
  const deletionVector: DeletionVector = {
    storageType: 'u',
    pathOrInlineDv: z85(random.bytes(16)),
    offset: 1,
    sizeInBytes: 34 + 2 * deletedRows,
    cardinality: BigInt(deletedRows),
  }
  const stats = (file.add.stats ?? '{}')
    .replace(/,"tightBounds":(true|false)/, '')
    .replace(/}$/, ',"tightBounds":false}')
  const hidden = { ...file, deletedRows, deletionVector }
  return { ...hidden, add: { ...file.add, stats, deletionVector } }
}

export function removeOf(file: SampleFile, deletedMs: number, dataChange: boolean): RemoveFile {
  return {
    kind: 'remove',
    path: file.path,
    deletionTimestamp: BigInt(deletedMs),
    dataChange,
    extendedFileMetadata: true,
    partitionValues: new Map([['country', file.country]]),
    size: BigInt(file.sizeBytes),
    deletionVector: file.deletionVector,
  }
}

function addOf(file: Omit<SampleFile, 'add'>, stats: string): AddFile {
  return {
    kind: 'add',
    path: file.path,
    partitionValues: new Map([['country', file.country]]),
    size: BigInt(file.sizeBytes),
    modificationTime: BigInt(file.writtenMs),
    dataChange: true,
    stats,
  }
}

function fileStats(random: SeededRandom, { rows, firstOrder, writtenMs, withDiscount }: FileWish): string {
  const newest = new Date(writtenMs).toISOString().slice(0, 10)
  const oldest = new Date(writtenMs - random.between(1, 3) * DAY_MS).toISOString().slice(0, 10)
  const [lowest, highest] = [random.between(199, 999), random.between(90_000, 499_999)]
  const discountless = random.between(0, rows)
  const discount = (percent: number) => (withDiscount ? `,"discount":${percent}.00` : '')
  const minimums = `"order_id":${firstOrder},"customer_id":${random.between(1_000, 1_400)},"order_date":"${oldest}","amount":${cents(lowest)},"status":"cancelled"${discount(0)}`
  const maximums = `"order_id":${firstOrder + rows - 1},"customer_id":${random.between(88_000, 99_000)},"order_date":"${newest}","amount":${cents(highest)},"status":"shipped"${discount(30)}`
  const nulls = `"order_id":0,"customer_id":0,"order_date":0,"amount":0,"status":0${withDiscount ? `,"discount":${discountless}` : ''}`
  return `{"numRecords":${rows},"minValues":{${minimums}},"maxValues":{${maximums}},"nullCount":{${nulls}}}`
}

function cents(amount: number): string {
  return `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`
}

const Z85 = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#'

/** The base 85 in which a deletion vector's file name holds its uuid (Delta protocol, "Deletion Vectors"). */
function z85(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let text = ''
  for (let offset = 0; offset < bytes.length; offset += 4) {
    const word = view.getUint32(offset)
    text += [85 ** 4, 85 ** 3, 85 ** 2, 85, 1].map(unit => Z85[Math.floor(word / unit) % 85]).join('')
  }
  return text
}
