import type { ColumnStatistics } from '../../shared/contract/snapshots.ts'
import type { ColumnType } from '../../shared/delta/column-type.ts'
import type { PredicateColumn } from '../../shared/delta/file-domain.ts'
import type { ShapedStats } from '../../shared/delta/known-shapes.ts'
import { compareValues, type Value } from '../../shared/delta/predicate-value.ts'
import { readValue } from '../../shared/delta/read-value.ts'
import { countOfNulls, type FileStats, type Statistic, statisticAt, statisticOfText } from '../../shared/delta/stats.ts'
import { type DrawnBounds, measureOverlap } from './measure-overlap.ts'

/** A bound of the whole table so far. */
interface Extreme {
  readonly text: string
  readonly value: Value
  /** The same where a plain number is exact. */
  readonly number: number | undefined
}

/** What the files say of one column, added up file by file. */
export class ColumnCount {
  readonly #column: PredicateColumn
  readonly #typeText: string
  #withBounds = 0
  #withNullCount = 0
  #nulls = 0n
  #min: Extreme | undefined
  #max: Extreme | undefined
  /** Bounds of the files that were drawn, each in its slot. */
  readonly #drawn: (DrawnBounds | undefined)[] = []

  constructor(column: PredicateColumn, typeText: string) {
    this.#column = column
    this.#typeText = typeText
  }

  /** `slot` is the place of the file among those that are drawn; undefined where it is none of them. */
  add({ minValues, maxValues, nullCount }: FileStats, slot: number | undefined): void {
    const { physicalPath } = this.#column
    this.#addNulls(statisticAt(nullCount, physicalPath))
    this.#addBounds(textOf(statisticAt(minValues, physicalPath)), textOf(statisticAt(maxValues, physicalPath)), slot)
  }

  /** As `add`, of statistics of a known shape: nothing is made of the other columns. */
  addShaped({ shape, values }: ShapedStats, slot: number | undefined): void {
    const { min, max, nullCount } = shape.placesOf(this.#column.physicalPath)
    // Most files have none, and there are many of them.
    if (nullCount !== undefined && values[nullCount] === '0') this.#withNullCount++
    else if (nullCount !== undefined) this.#addNulls(statisticOfText(values[nullCount]))
    if (min === undefined || max === undefined) this.#addBounds(undefined, undefined, slot)
    else this.#addBounds(textOf(statisticOfText(values[min])), textOf(statisticOfText(values[max])), slot)
  }

  async result(): Promise<ColumnStatistics> {
    const bounds = this.#drawn.filter(each => each !== undefined)
    return {
      path: [...this.#column.path],
      type: this.#typeText,
      withBounds: this.#withBounds,
      withNullCount: this.#withNullCount,
      nulls: this.#nulls,
      min: this.#min?.text ?? null,
      max: this.#max?.text ?? null,
      overlap: await measureOverlap(bounds, this.#withBounds),
    }
  }

  #addNulls(statistic: Statistic | undefined): void {
    const nulls = countOfNulls(statistic)
    if (nulls === undefined) return
    this.#withNullCount++
    if (nulls > 0n) this.#nulls += nulls
  }

  #addBounds(minText: string | undefined, maxText: string | undefined, slot: number | undefined): void {
    if (slot !== undefined) this.#drawn[slot] = undefined
    const { type } = this.#column
    if (!type || minText === undefined || maxText === undefined) return
    if (slot === undefined && this.#addNumbers(minText, maxText, type)) return
    const [low, high] = [readValue(minText, type)?.low, readValue(maxText, type)?.low]
    if (!low || !high) return
    this.#withBounds++
    if (!this.#min || inOrder(low, this.#min.value) < 0) this.#min = extreme(minText, low, type)
    if (!this.#max || inOrder(high, this.#max.value) > 0) this.#max = extreme(maxText, high, type)
    if (slot !== undefined) this.#drawn[slot] = { low, high }
  }

  /** True where both are plain numbers that change no bound: most of a million files do not. */
  #addNumbers(minText: string, maxText: string, type: ColumnType): boolean {
    const [least, greatest] = [this.#min?.number, this.#max?.number]
    if (least === undefined || greatest === undefined) return false
    const [min, max] = [plainNumber(minText, type), plainNumber(maxText, type)]
    if (min === undefined || max === undefined || min < least || max > greatest) return false
    this.#withBounds++
    return true
  }
}

const PLAIN = /^-?\d{1,15}$/

function plainNumber(text: string, type: ColumnType): number | undefined {
  return type.kind === 'exact' && PLAIN.test(text) ? Number(text) : undefined
}

function extreme(text: string, value: Value, type: ColumnType): Extreme {
  return { text, value, number: plainNumber(text, type) }
}

function inOrder(a: Value, b: Value): number {
  return compareValues(a, b) ?? 0
}

function textOf(statistic: Statistic | undefined): string | undefined {
  switch (statistic?.kind) {
    case 'number':
      return statistic.text
    case 'string':
      return statistic.value
    case 'boolean':
      return String(statistic.value)
    default:
      return undefined
  }
}
