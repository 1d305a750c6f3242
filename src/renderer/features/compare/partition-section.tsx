import type { ReactNode } from 'react'
import type { PartitionChanges } from '../../../shared/contract/comparisons.ts'
import { type PartitionNames, partitionText } from '../../app/partition-text.ts'
import { formatCount, formatSignedBytes } from '../../ui/format.ts'
import classes from './compare.module.css'

export interface PartitionSectionProps {
  /** Undefined while they are read, and where a table has no partitions. */
  readonly changes: PartitionChanges | undefined
  readonly names: PartitionNames
}

/** The partitions in which files differ, for partitioned tables. */
export function PartitionSection({ changes: data, names }: PartitionSectionProps): ReactNode {
  if (!data || data.total === 0) return null
  return (
    <details className={classes.section} open>
      <summary>
        Partitions <span className={classes.count}>{formatCount(data.total)}</span>
      </summary>
      <table className={classes.partitions}>
        <tbody>
          {data.partitions.map(({ values, added, removed, changed, bytesBefore, bytesAfter }) => (
            <tr key={JSON.stringify(values)}>
              <th scope="row">{partitionText(values, names) || 'no partition'}</th>
              <td data-kind="added">{added > 0 ? `+${formatCount(added)}` : ''}</td>
              <td data-kind="removed">{removed > 0 ? `−${formatCount(removed)}` : ''}</td>
              <td data-kind="refreshed">{changed > 0 ? `≈${formatCount(changed)}` : ''}</td>
              <td>{formatSignedBytes(bytesAfter - bytesBefore)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {data.total > data.partitions.length ? (
        <p className={classes.quiet}>The {formatCount(data.partitions.length)} with the most changed bytes.</p>
      ) : null}
    </details>
  )
}
