import type { ReactNode } from 'react'
import type { CopyRunReport } from '../../../shared/contract/copies.ts'
import { type Fact, FactList } from '../../ui/fact-list.tsx'
import { formatBytes, formatCount } from '../../ui/format.ts'
import { Panel } from './panel.tsx'
import { formatMs, formatShare } from './run-words.ts'

const WAITS_SHOWN = 4

/** What the server was found doing, how long buffers took, and how much memory there was. */
export function ServerFacts({ run }: { readonly run: CopyRunReport }): ReactNode {
  const { bufferMs, waits, samples, server } = run
  const looks = waits.reduce((sum, { count }) => sum + count, 0)
  const memory = Math.max(0, ...samples.map(({ rssBytes }) => rssBytes))
  const facts: Fact[] = [
    { name: 'Server', value: server },
    {
      name: 'Server found',
      hint: 'What the server’s process waited for when it was looked at (pg_stat_activity), four times a second. Client/ClientRead: it waits for us. CPU: it waits for nothing.',
      value:
        looks === 0
          ? 'not seen: the run was over too soon'
          : waits
              .slice(0, WAITS_SHOWN)
              .map(({ wait, count }) => `${wait} ${formatShare(count / looks)}`)
              .join(' · '),
    },
    {
      name: 'Buffers took',
      hint: 'From handing a buffer of 256 KB to the socket until the operating system had all of it. Kept in buckets 9 % wide.',
      value: bufferMs
        ? `p50 ${formatMs(bufferMs.p50)} · p95 ${formatMs(bufferMs.p95)} · p99 ${formatMs(bufferMs.p99)} · ${formatCount(bufferMs.count)} in all`
        : 'none was full yet',
    },
    {
      name: 'Memory',
      hint: 'Resident memory of the whole program, the most that was seen during the run.',
      value: memory > 0 ? `${formatBytes(memory)} at most` : 'not looked at',
    },
  ]
  return (
    <Panel title="Server and buffers" hint="Looked at from outside, a few times a second.">
      <FactList facts={facts} label="Server and buffers" />
    </Panel>
  )
}
