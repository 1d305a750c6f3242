import type { CopyRunReport, CopyState, CopySubject } from '../../../shared/contract/copies.ts'
import { formatCount } from '../../ui/format.ts'

/** `commit sales.orders v12`, `import sales.orders`, `benchmark 200,000 rows`. */
export function subjectText(subject: CopySubject): string {
  switch (subject.kind) {
    case 'commit':
      return `Commit ${subject.table} v${subject.version}`
    case 'dry-run':
      return `Dry run ${subject.table} v${subject.version}`
    case 'import':
      return `Import ${subject.table}`
    case 'replay':
      return `Replay onto ${subject.table}`
    case 'sample':
      return `Make ${subject.table}`
    case 'together':
      return `Commit to ${subject.tables.join(', ')}`
    case 'benchmark':
      return `Benchmark, ${formatCount(subject.rows)} rows${subject.format === 'text' ? ' as text' : ''}`
  }
}

export const STATE_WORDS: Readonly<Record<CopyState, string>> = {
  running: 'running',
  finished: 'finished',
  rehearsed: 'rehearsed',
  cancelled: 'cancelled',
  failed: 'failed',
  unknown: 'outcome unknown',
}

/** Whether anything of a run is there now. */
export function durableText(run: Pick<CopyRunReport, 'state' | 'kept'>): string {
  switch (run.state) {
    case 'running':
      return 'Nothing is durable before the commit.'
    case 'finished':
      return 'Everything was committed and is durable.'
    case 'rehearsed':
      return 'It was a dry run: everything went well and was rolled back.'
    case 'cancelled':
    case 'failed':
      return run.kept === null
        ? 'The transaction was rolled back: nothing of it is durable.'
        : `The transaction under way was rolled back. ${run.kept}`
    case 'unknown':
      return 'The connection was lost while COMMIT was under way: all of it is durable, or nothing.'
  }
}

/** `212 K/s`: a rate in three digits. */
export function formatRate(perSecond: number): string {
  const rounded = Math.round(perSecond)
  if (rounded < 1_000) return `${rounded}/s`
  if (rounded < 1_000_000) return `${threeDigits(rounded / 1_000)} K/s`
  return `${threeDigits(rounded / 1_000_000)} M/s`
}

/** `96.4 MB/s`: always in megabytes, so that rates can be compared at a glance. */
export function formatSpeed(bytesPerSecond: number): string {
  return `${threeDigits(bytesPerSecond / 1_000_000)} MB/s`
}

/** `71 %`; less than one half of a percent is told as such. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.005) return '<1 %'
  return `${Math.round(share * 100)} %`
}

/** `0.8 ms`, `38 ms`, `1.42 s`. */
export function formatMs(ms: number): string {
  if (ms === 0) return '0 ms'
  if (ms < 0.05) return '<0.1 ms'
  if (ms < 9.95) return `${ms.toFixed(1)} ms`
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(2)} s`
  return `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1_000) % 60).padStart(2, '0')} min`
}

function threeDigits(value: number): string {
  if (value === 0) return '0'
  return value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : formatCount(Math.round(value))
}
