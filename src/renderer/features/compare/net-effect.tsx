import type { ReactNode } from 'react'
import type { ComparisonSummary } from '../../../shared/contract/comparisons.ts'
import { formatBytes, formatCount, formatDuration } from '../../ui/format.ts'
import classes from './compare.module.css'
import { NetFigures } from './net-figures.tsx'

const DAY_MS = 86_400_000

/** What the versions come to, and how much work that took. */
export function NetEffect({ summary }: { readonly summary: ComparisonSummary }): ReactNode {
  const { from, to, churn } = summary
  return (
    <section className={classes.net} aria-label="Net effect">
      <NetFigures
        files={[from.totalFiles, to.totalFiles]}
        bytes={[from.totalBytes, to.totalBytes]}
        rows={[from.totalRows, to.totalRows]}
      />
      <ul>
        <li>
          {formatCount(churn.commits)} {churn.commits === 1n ? 'commit' : 'commits'} in{' '}
          {formatSpan(Math.abs(to.committedAt - from.committedAt))}
          {from.version > to.version ? ', undone' : ''}: {listed(churn.operations)}
        </li>
        <li>by {listed(churn.committers)}</li>
        <li>
          {formatBytes(churn.bytesAdded)} written in {formatCount(churn.filesAdded)} files
          {churn.transientFiles === 0
            ? ''
            : `; ${formatBytes(churn.transientBytes)} in ${formatCount(churn.transientFiles)} of them came and went`}
        </li>
      </ul>
    </section>
  )
}

function listed(names: readonly { readonly name: string; readonly commits: number }[]): string {
  const shown = names.slice(0, 3).map(({ name, commits }) => (commits > 1 ? `${formatCount(commits)} ${name}` : name))
  return [...shown, ...(names.length > shown.length ? ['…'] : [])].join(', ')
}

function formatSpan(ms: number): string {
  return ms >= DAY_MS ? `${formatCount(Math.round(ms / DAY_MS))} d` : formatDuration(ms)
}
