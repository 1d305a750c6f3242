import type { StreamProgress } from '../log/stream/stream-progress.ts'
import { formatCount } from './format.ts'

const DOING = { read: 'reading', judge: 'checking against the table', send: 'sending' } as const

/** How far a large commit is, in one line. */
export function streamProgressText({ phase, lines, linesTotal, bytes, bytesTotal }: StreamProgress): string {
  const done =
    linesTotal === undefined
      ? `${formatCount(lines)} actions${bytesTotal > 0 ? `, ${percent(bytes, bytesTotal)}` : ''}`
      : `${formatCount(lines)} of ${formatCount(linesTotal)} ${phase === 'send' ? 'rows' : 'actions'}`
  return `${DOING[phase]}: ${done}`
}

function percent(part: number, whole: number): string {
  return `${Math.min(100, Math.floor((100 * part) / whole))} %`
}
