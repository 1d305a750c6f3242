import type { Ending } from '../../../shared/contract/scenarios.ts'
import type { Span, Verdict } from '../../../shared/contract/simulation-results.ts'
import type { RunSummary } from '../../../shared/contract/simulations.ts'
import type { RunEvent } from './run-record.ts'
import { isSpan } from './run-record.ts'

export const MODE_WORDS: Readonly<Record<RunSummary['mode'], string>> = {
  free: 'Free run',
  schedule: 'One schedule',
  explore: 'Exploration',
  matrix: 'Matrix',
}

export const RULE_WORDS: Readonly<Record<Verdict['weighed'][number]['rule'], string>> = {
  'dense-versions': 'Versions have no gaps',
  'one-winner': 'Each version is won once',
  'acknowledged-once': 'What was acknowledged is there once',
  'rejected-absent': 'What was rejected is absent',
  'unknown-once': 'What nobody knows of is there once at most',
  'all-or-nothing': 'Commits are there whole or not at all',
  head: 'The head is the newest version',
  totals: 'Running totals are the sums',
  'file-live-once': 'A file lives once',
  'increasing-time': 'Commit times increase',
  'read-prefix': 'Each read saw a prefix of the log',
  'stale-write': 'No commit was computed from a stale read',
  stuck: 'Somebody can always go on',
}

export const ENDING_WORDS: Readonly<Record<Ending, string>> = {
  committed: 'committed',
  conflict: 'lost the race',
  'gave-up': 'gave up',
  'logical-conflict': 'conflict of meaning',
  refused: 'refused',
  deadlock: 'deadlock',
  failed: 'failed',
  timeout: 'timed out',
  unknown: 'unknown',
  crashed: 'crashed',
  skipped: 'nothing to do',
  read: 'read',
  cancelled: 'cancelled',
}

/** How an ending is coloured: what was made, what was refused as it should be, what went wrong. */
export const ENDING_TONES: Readonly<Record<Ending, 'good' | 'quiet' | 'warning' | 'bad'>> = {
  committed: 'good',
  conflict: 'warning',
  'gave-up': 'warning',
  'logical-conflict': 'warning',
  refused: 'warning',
  deadlock: 'warning',
  failed: 'bad',
  timeout: 'warning',
  unknown: 'bad',
  crashed: 'bad',
  skipped: 'quiet',
  read: 'quiet',
  cancelled: 'quiet',
}

const SPAN_WORDS: Readonly<Record<Span['kind'], string>> = {
  read: 'reads the table',
  validate: 'checks its draft',
  connect: 'connects',
  begin: 'begins',
  lock: 'takes the lock',
  check: 'looks at the head',
  insert: 'inserts',
  record: 'records the version',
  commit: 'commits',
  think: 'thinks',
  backoff: 'pauses before it tries again',
  rebase: 'rebases',
  resolve: 'finds out what became of its commit',
  wait: 'waits for a lock',
}

/** What a writer does in a step: `takes the lock`. */
export function stepText(kind: Span['kind']): string {
  return SPAN_WORDS[kind]
}

/** What an event is, in a few words. */
export function eventText(event: RunEvent, writers: readonly string[]): string {
  if (!isSpan(event)) return event.text === '' ? event.kind : `${event.kind}: ${event.text}`
  if (event.kind !== 'wait') return stepText(event.kind)
  return `waits for a lock behind ${blockersOf(event, writers)}`
}

export function blockersOf({ blockedBy }: Span, writers: readonly string[]): string {
  return blockedBy.map(index => writers[index] ?? 'a session of another program').join(', ') || 'somebody'
}

/** `0.4 ms`, `38 ms`, `1.42 s`. */
export function formatMs(ms: number): string {
  if (ms < 9.95) return `${ms.toFixed(ms < 0.95 ? 2 : 1)} ms`
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(2)} s`
  return `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1_000) % 60).padStart(2, '0')} min`
}

/** `71 %`; less than one half of a percent is told as such. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.005) return '<1 %'
  return `${Math.round(share * 100)} %`
}

/** `v12`; a dash where nobody knows, or where there is none yet. */
export function versionText(version: bigint | null): string {
  if (version === null) return '–'
  return version < 0n ? 'none' : `v${version}`
}
