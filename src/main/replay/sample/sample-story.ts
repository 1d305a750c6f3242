import type { Action } from '../../../shared/delta/actions.ts'
import { type SeededRandom, seededRandom } from '../../../shared/seeded-random.ts'
import { hideRows, removeOf, type SampleFile, sampleFile } from './sample-files.ts'
import {
  COLUMN_MAPPING_PROTOCOL,
  DELETION_VECTOR_PROTOCOL,
  DISCOUNT_COLUMN,
  mappedColumns,
  ORDER_COLUMNS,
  ordersMetadata,
  PROTOCOL,
  type SampleColumn,
} from './sample-schema.ts'

/** One commit of the sample, ready to become a draft. */
export interface SampleCommit {
  readonly commitId: string
  readonly committer: string
  readonly actions: readonly Action[]
}

/** What a chapter decides: the provenance's words and the actions behind it. */
export interface Chapter {
  readonly operation: string
  readonly parameters: Readonly<Record<string, string>>
  readonly committer: string
  readonly isBlindAppend?: boolean
  readonly actions: readonly Action[]
}

/** The table while its story is told. */
export class SampleStory {
  readonly random: SeededRandom
  files: readonly SampleFile[] = []
  timeMs = STORY_START_MS
  nextOrder = 100_000
  hasDiscount = false
  hasDeletionVectors = false
  streamBatch = 0
  readonly streamId: string
  readonly #tableId: string
  #configuration: Readonly<Record<string, string>> = {}
  #columns: readonly SampleColumn[] = ORDER_COLUMNS
  #other: { readonly appId: string; batch: bigint } | undefined
  #version = 0n

  constructor(seed: number) {
    this.random = seededRandom(seed)
    this.#tableId = this.random.uuid()
    this.streamId = this.random.uuid()
  }

  /** Lets some hours pass and makes the next commit of a chapter. */
  tell(chapter: (story: SampleStory) => Chapter): SampleCommit {
    this.timeMs += this.random.between(40, 1_100) * 60_000 + this.random.between(0, 59_999)
    const { operation, parameters, committer, isBlindAppend = false, actions } = chapter(this)
    const provenance = {
      timestamp: this.timeMs,
      userName: committer,
      operation,
      operationParameters: parameters,
      ...(this.#version > 0n && { readVersion: Number(this.#version - 1n) }),
      isolationLevel: actions.some(({ kind }) => kind === 'metaData') ? 'Serializable' : 'WriteSerializable',
      isBlindAppend,
      engineInfo: 'Apache-Spark/4.0.0 Delta-Lake/4.0.0',
      txnId: this.random.uuid(),
    }
    this.#version += 1n
    const commitInfo: Action = { kind: 'commitInfo', text: JSON.stringify(provenance) }
    return { commitId: this.random.uuid(), committer, actions: [commitInfo, ...actions] }
  }

  create(): readonly Action[] {
    return [PROTOCOL, this.#metadata()]
  }

  configure(properties: Readonly<Record<string, string>>): readonly Action[] {
    this.#configuration = { ...this.#configuration, ...properties }
    return [this.#metadata()]
  }

  enableDeletionVectors(): readonly Action[] {
    this.hasDeletionVectors = true
    return [DELETION_VECTOR_PROTOCOL, ...this.configure({ 'delta.enableDeletionVectors': 'true' })]
  }

  addDiscount(): readonly Action[] {
    this.hasDiscount = true
    return this.#alter([...this.#columns, DISCOUNT_COLUMN])
  }

  /** From now on columns are found by names of their own, so that they can be renamed. */
  mapColumns(): readonly Action[] {
    this.#columns = mappedColumns(this.#columns)
    const maxColumnId = String(this.#columns.length)
    const mapping = { 'delta.columnMapping.mode': 'name', 'delta.columnMapping.maxColumnId': maxColumnId }
    return [COLUMN_MAPPING_PROTOCOL, ...this.configure(mapping)]
  }

  rename(from: string, to: string): readonly Action[] {
    return this.#alter(this.#columns.map(column => (column.name === from ? { ...column, name: to } : column)))
  }

  describe(name: string, comment: string): readonly Action[] {
    return this.#alter(this.#columns.map(column => (column.name === name ? { ...column, comment } : column)))
  }

  /** The next batch of a second query. */
  otherBatch(): { readonly appId: string; readonly version: bigint } {
    this.#other ??= { appId: this.random.uuid(), batch: 0n }
    return { appId: this.#other.appId, version: this.#other.batch++ }
  }

  #alter(columns: readonly SampleColumn[]): readonly Action[] {
    this.#columns = columns
    return [this.#metadata()]
  }

  append(countries: readonly string[], rows: [low: number, high: number]): readonly Action[] {
    const files = countries.map((country, part) => {
      const count = this.random.between(...rows)
      const firstOrder = this.nextOrder
      this.nextOrder += count
      return this.#file(part, country, count, firstOrder)
    })
    this.files = [...this.files, ...files]
    return files.map(({ add }) => add)
  }

  /** Writes files anew: some rows more or less, `dataChange` as told. */
  rewrite(files: readonly SampleFile[], addedRows: number, dataChange: boolean): readonly Action[] {
    const rewritten = files.map((file, part) =>
      this.#file(part, file.country, file.rows - file.deletedRows + addedRows, file.firstOrder),
    )
    return this.#replace(files, rewritten, dataChange)
  }

  /** Makes one file of all files of a country. */
  compact(country: string): readonly Action[] {
    const files = this.files.filter(file => file.country === country)
    const rows = files.reduce((sum, file) => sum + file.rows - file.deletedRows, 0)
    const firstOrder = Math.min(...files.map(file => file.firstOrder))
    return this.#replace(files, [this.#file(0, country, rows, firstOrder)], false)
  }

  /** Hides rows of files by deletion vectors. */
  hide(files: readonly SampleFile[], rows: [low: number, high: number]): readonly Action[] {
    const hidden = files.map(file => hideRows(this.random, file, this.random.between(...rows)))
    return this.#replace(files, hidden, true)
  }

  #replace(old: readonly SampleFile[], fresh: readonly SampleFile[], dataChange: boolean): readonly Action[] {
    this.files = [...this.files.filter(file => !old.includes(file)), ...fresh]
    return [
      ...old.map(file => removeOf(file, this.timeMs, dataChange)),
      ...fresh.map(({ add }) => ({ ...add, dataChange })),
    ]
  }

  #file(part: number, country: string, rows: number, firstOrder: number): SampleFile {
    const wish = { country, rows, firstOrder, writtenMs: this.timeMs, withDiscount: this.hasDiscount }
    return sampleFile(this.random, part, wish)
  }

  #metadata(): Action {
    return ordersMetadata(this.#tableId, BigInt(STORY_START_MS), this.#columns, this.#configuration)
  }
}

/** A Monday morning. The story does not depend on today, so that the same seed gives the same bytes. */
const STORY_START_MS = Date.UTC(2026, 1, 2, 6, 12, 41)
