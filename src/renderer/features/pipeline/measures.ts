import type { CopyRunReport, CopySample, CopyStages, CopySummary } from '../../../shared/contract/copies.ts'

/** What the time of a run went into. */
export type Share = keyof CopyStages | 'otherMs'

export const SHARES: readonly { readonly share: Share; readonly name: string; readonly meaning: string }[] = [
  {
    share: 'encodeMs',
    name: 'encode',
    meaning: 'Laying out rows in the wire format. Measured with a clock around every stretch between two full buffers.',
  },
  {
    share: 'handoverMs',
    name: 'hand over',
    meaning:
      'Handing full buffers to the operating system, while everything else in this process has its turn. Measured from each hand-over until the writer’s next turn.',
  },
  {
    share: 'roomMs',
    name: 'wait for room',
    meaning:
      'Backpressure: all four buffers are on their way and none was taken yet. Measured as the time in which the writer stands still for it.',
  },
  {
    share: 'answerMs',
    name: 'wait for answer',
    meaning: 'Everything is sent; the server works off the rest and confirms the number of rows.',
  },
  { share: 'commitMs', name: 'commit', meaning: 'From sending COMMIT to its answer.' },
  {
    share: 'otherMs',
    name: 'other',
    meaning:
      'The rest of the run’s time: waiting for rows from their source, other statements of the transaction, the time between two COPYs.',
  },
]

/** Milliseconds of each share; together they are the wall time. */
export function sharesOf({ stages, wallMs }: Pick<CopySummary, 'stages' | 'wallMs'>): Record<Share, number> {
  const { encodeMs, handoverMs, roomMs, answerMs, commitMs } = stages
  const known = encodeMs + handoverMs + roomMs + answerMs + commitMs
  return { encodeMs, handoverMs, roomMs, answerMs, commitMs, otherMs: Math.max(0, wallMs - known) }
}

/** Rows or bytes a second over the whole run; 0 before anything happened. */
export function perSecond(amount: number, ms: number): number {
  return ms > 0 ? (amount * 1_000) / ms : 0
}

export type Gauge = 'rows' | 'bytes' | 'socketBytes' | 'serverBytes'

export interface RatePoint {
  /** Milliseconds since the run began. */
  readonly x: number
  /** A second. */
  readonly y: number
}

/** A rate over less than this is noise: samples also fall where a COPY begins or ends. */
const STRETCH_MS_MIN = 200

/**
 * The rate of a sum along the run: at each sample over the stretch since the newest one that lies far enough back. A
 * run too short for any stretch has its one rate, from its beginning to its end.
 */
export function rates(samples: readonly CopySample[], gauge: Gauge): RatePoint[] {
  const known = samples.flatMap(sample => {
    const value = sample[gauge]
    return value === null ? [] : [{ atMs: sample.atMs, value }]
  })
  const points: RatePoint[] = []
  let back = 0
  for (const { atMs, value } of known) {
    for (let next = known[back + 1]; next && atMs - next.atMs >= STRETCH_MS_MIN; next = known[back + 1]) back++
    const from = known[back]
    if (!from || atMs - from.atMs < STRETCH_MS_MIN) continue
    points.push({ x: atMs, y: Math.max(0, perSecond(value - from.value, atMs - from.atMs)) })
  }
  const last = known.at(-1)
  const [first] = points
  if (first) return [{ x: 0, y: first.y }, ...points]
  if (!last || last.atMs <= 0) return []
  const y = perSecond(last.value, last.atMs)
  return [
    { x: 0, y },
    { x: last.atMs, y },
  ]
}

/** What a run is held up by, in one sentence, and what that is read from. */
export interface Bottleneck {
  readonly where: 'source' | 'encode' | 'way' | 'server' | 'none'
  readonly sentence: string
}

const STANDS_OUT = 0.4
const HALF = 0.5

/** Names the part that the run spends most of its time on, where one stands out. */
export function bottleneckOf(run: Pick<CopyRunReport, 'stages' | 'wallMs' | 'waits'>): Bottleneck {
  const shares = sharesOf(run)
  const part = (ms: number) => (run.wallMs > 0 ? ms / run.wallMs : 0)
  const waiting = part(shares.roomMs + shares.answerMs)
  const percent = (share: number) => `${Math.round(share * 100)} % of the time`
  if (waiting >= STANDS_OUT) {
    const sentence = `Waiting for the server to take rows, ${percent(waiting)}`
    const looks = run.waits.reduce((sum, { count }) => sum + count, 0)
    const [top] = run.waits
    if (top === undefined || top.count < looks * HALF) return { where: 'server', sentence: `${sentence}.` }
    if (top.wait === 'Client/ClientRead') {
      return { where: 'way', sentence: `${sentence}, while it waits for us: the way between us is the slow part.` }
    }
    const does = top.wait === 'CPU' ? 'it computes: its processor is the limit' : `it waits for ${top.wait}`
    return { where: 'server', sentence: `${sentence}, while ${does}.` }
  }
  const encoding = part(shares.encodeMs)
  if (encoding >= STANDS_OUT) {
    return {
      where: 'encode',
      sentence: `Laying out rows in this process, ${percent(encoding)}: the server could take more.`,
    }
  }
  const other = part(shares.otherMs)
  if (other >= STANDS_OUT) {
    return {
      where: 'source',
      sentence: `Neither laying out nor sending, ${percent(other)}: rows come slower than they could go.`,
    }
  }
  return { where: 'none', sentence: 'No part stands out.' }
}
