import type { CopyRunReport, CopySample } from '../../../shared/contract/copies.ts'
import { subjectText } from './run-words.ts'

/** The run in the trace format that Perfetto and Chromium read: counters along its time, its events as instants. */
export function traceOf(run: CopyRunReport): string {
  const counters = run.samples.flatMap(sample => [
    counter('rows', sample, { rows: sample.rows }),
    counter('bytes', sample, { laidOut: sample.bytes, taken: sample.socketBytes, processed: sample.serverBytes ?? 0 }),
    counter('stages (ms)', sample, { ...sample.stages }),
    counter('memory', sample, { rss: sample.rssBytes, buffers: sample.waitingBytes }),
  ])
  const instants = run.events.map(({ atMs, text }) => ({ ...PLACE, name: text, ph: 'i', ts: micros(atMs), s: 'g' }))
  const whole = { ...PLACE, name: subjectText(run.subject), ph: 'X', ts: 0, dur: micros(run.wallMs) }
  const otherData = { run: run.number, server: run.server, state: run.state, startedAt: new Date(run.startedAt) }
  return JSON.stringify({ traceEvents: [whole, ...counters, ...instants], displayTimeUnit: 'ms', otherData })
}

const PLACE = { pid: 1, tid: 1, cat: 'copy' }

function counter(name: string, { atMs }: CopySample, args: Readonly<Record<string, number>>) {
  return { ...PLACE, name, ph: 'C', ts: micros(atMs), args }
}

/** The format counts in microseconds. */
function micros(ms: number): number {
  return Math.round(ms * 1_000)
}
