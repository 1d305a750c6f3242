import type { Mark, Span } from '../../../shared/contract/simulation-results.ts'

/** What happened in a run: a stretch of a writer's time, or a moment of it. */
export type RunEvent = Span | Mark

export function isSpan(event: RunEvent): event is Span {
  return 'ms' in event
}

/** When an event was over, in milliseconds since the run began. */
export function endOf(event: RunEvent): number {
  return isSpan(event) ? event.atMs + event.ms : event.atMs
}

/** One writer's course. Its steps follow each other, and so do its waits, which lie over the steps that wait. */
export interface WriterCourse {
  readonly steps: Span[]
  readonly waits: Span[]
  readonly marks: Mark[]
}

/** The heads of one table, each with the moment in which its writer heard of it. */
export type HeadCourse = { readonly atMs: number; readonly version: bigint; readonly writer: number }[]

const HORIZON_MS_MIN = 500
const HORIZON_GROWTH = 1.25

/**
 * The course of a run as far as it is known. It only grows, so that a picture of a hundred thousand spans need not be made
 * anew with each of them.
 */
export class RunRecord {
  readonly writers: readonly WriterCourse[]
  readonly heads: readonly HeadCourse[]
  /** In the order in which they ended. */
  readonly events: RunEvent[] = []
  /** The kinds of events that there were. */
  readonly kinds = new Set<RunEvent['kind']>()
  readonly #bases: (bigint | null)[]
  readonly #listeners = new Set<() => void>()
  #horizon = { fromMs: 0, toMs: HORIZON_MS_MIN }
  #fromMs = Number.POSITIVE_INFINITY
  #toMs = 0

  constructor(writers: number, bases: readonly (bigint | null)[], tables: number) {
    this.writers = Array.from({ length: writers }, () => ({ steps: [], waits: [], marks: [] }))
    this.heads = Array.from({ length: tables }, () => [])
    this.#bases = [...bases]
  }

  /** When the last event was over. */
  get endMs(): number {
    return this.#toMs
  }

  /** From the first event to the end of the last, in milliseconds; some stretch even where there is none. */
  get bounds(): { readonly fromMs: number; readonly toMs: number } {
    if (this.#toMs === 0) return { fromMs: 0, toMs: 1 }
    const margin = Math.max(0.2, (this.#toMs - this.#fromMs) * 0.012)
    return { fromMs: Math.max(0, this.#fromMs - margin), toMs: this.#toMs + margin }
  }

  /**
   * As `bounds`, with room for what is still to come: it grows in steps, so that a picture of all of a run that goes on
   * need not be drawn anew with each event.
   */
  get horizon(): { readonly fromMs: number; readonly toMs: number } {
    return this.#horizon
  }

  /** Calls `listener` whenever the record has grown; gives back what ends that. */
  follow(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  add(spans: readonly Span[], marks: readonly Mark[]): void {
    for (const span of spans) {
      const course = this.writers[span.writer]
      if (span.kind === 'wait') course?.waits.push(span)
      else course?.steps.push(span)
    }
    for (const mark of marks) {
      this.writers[mark.writer]?.marks.push(mark)
      if (mark.kind !== 'committed' || mark.version === null) continue
      this.heads[mark.table]?.push({ atMs: mark.atMs, version: mark.version, writer: mark.writer })
    }
    const news = [...spans, ...marks].sort((a, b) => endOf(a) - endOf(b))
    for (const event of news) {
      this.events.push(event)
      this.kinds.add(event.kind)
      this.#fromMs = Math.min(this.#fromMs, event.atMs)
      this.#toMs = Math.max(this.#toMs, endOf(event))
    }
    if (news.length === 0) return
    const { fromMs, toMs } = this.bounds
    const isFirst = this.events.length === news.length
    if (isFirst || toMs > this.#horizon.toMs) {
      this.#horizon = { fromMs, toMs: fromMs + Math.max(HORIZON_MS_MIN, (toMs - fromMs) * HORIZON_GROWTH) }
    }
    for (const listener of this.#listeners) listener()
  }

  setBases(bases: readonly (bigint | null)[]): void {
    this.#bases.splice(0, this.#bases.length, ...bases)
  }

  /** The head of a table at a moment, as its writers knew by then; null where nobody can tell. */
  headAt(table: number, atMs: number): bigint | null {
    const course = this.heads[table] ?? []
    return course[countUntil(course, atMs) - 1]?.version ?? this.#bases[table] ?? null
  }

  /** What a writer was doing at a moment, and what it believed the head to be; null before it has looked. */
  standingAt(writer: number, atMs: number): Standing {
    const course = this.writers[writer]
    if (!course) return { believed: null, step: undefined, wait: undefined }
    const index = countUntil(course.steps, atMs) - 1
    const last = course.steps[index]
    const wait = course.waits[countUntil(course.waits, atMs) - 1]
    return {
      believed: believedUntil(course, index, atMs),
      step: last && endOf(last) >= atMs ? last : undefined,
      wait: wait && endOf(wait) >= atMs ? wait : undefined,
    }
  }
}

export interface Standing {
  readonly believed: bigint | null
  /** The step that it is in; undefined between two steps. */
  readonly step: Span | undefined
  readonly wait: Span | undefined
}

/**
 * A look at the table changes the belief when it is over; until then the belief before it stands. Who is told that its
 * commit is made knows its version.
 */
function believedUntil({ steps, marks }: WriterCourse, from: number, atMs: number): bigint | null {
  let index = from
  while (index >= 0 && isLooking(steps[index], atMs)) index--
  const step = steps[index]
  for (let place = countUntil(marks, atMs) - 1; place >= 0; place--) {
    const mark = marks[place]
    if (!mark || (step && mark.atMs < step.atMs)) break
    if (mark.kind === 'committed' && mark.version !== null) return mark.version
  }
  return step?.believed ?? null
}

function isLooking(step: Span | undefined, atMs: number): boolean {
  return step?.kind === 'read' && endOf(step) > atMs
}

/** How many of some events in the order of time began at a moment or before. */
export function countUntil(events: readonly { readonly atMs: number }[], atMs: number): number {
  let [low, high] = [0, events.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((events[middle]?.atMs ?? 0) <= atMs) low = middle + 1
    else high = middle
  }
  return low
}
