import type { ReactNode } from 'react'
import type { PruneResult } from '../../../shared/contract/snapshots.ts'
import { formatBytes, formatCount } from '../../ui/format.ts'
import { Meter } from './meter.tsx'
import classes from './snapshot.module.css'

/** The sums of a pruning test, and what each condition of the predicate skips. */
export function PruneSummary({ result }: { readonly result: PruneResult }): ReactNode {
  const { total, kept, everyRow, withoutStatistics, conjuncts, unknownColumns, filesRead } = result
  const skippedBytes = total.bytes - kept.bytes
  const share = total.bytes === 0n ? 0 : Number((skippedBytes * 1000n) / total.bytes) / 10
  return (
    <section className={classes.pruned} aria-label="What the predicate opens">
      <div className={classes.prunedSum}>
        <p className={classes.big}>
          <b>{formatCount(kept.files)}</b> of {formatCount(total.files)} files
        </p>
        <Meter share={total.bytes === 0n ? 0 : Number(kept.bytes) / Number(total.bytes)} />
        <p className={classes.quiet}>
          {formatBytes(kept.bytes)} of {formatBytes(total.bytes)} · {share} % of the bytes are skipped
        </p>
      </div>
      <ul className={classes.health} aria-label="How the files were judged">
        {conjuncts.map(({ text, pruned, isPartitionOnly }) => (
          <li key={text}>
            <code>{text}</code> skips {formatCount(pruned.files)} {pruned.files === 1 ? 'file' : 'files'}
            {isPartitionOnly ? ' by partition' : ' by statistics'}
          </li>
        ))}
        {everyRow.files > 0 ? <li>in {formatCount(everyRow.files)} every row is known to match</li> : null}
        {withoutStatistics.files > 0 ? (
          <li data-odd>
            {formatCount(withoutStatistics.files)} lack statistics of{' '}
            {unknownColumns.map(({ column }) => column).join(', ')} and are opened for want of them
          </li>
        ) : null}
        <li className={classes.quiet}>{formatCount(filesRead)} files were looked at one by one</li>
      </ul>
    </section>
  )
}
