import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { type ComparedVersions, partitionChangesQuery } from '../../api/comparison-queries.ts'
import { type PartitionNames, partitionText } from '../../app/partition-text.ts'
import { formatCount, formatSignedBytes } from '../../ui/format.ts'
import classes from './compare.module.css'

export interface PartitionSectionProps {
  readonly compared: ComparedVersions
  readonly names: PartitionNames
}

/** The partitions in which files differ, for partitioned tables. */
export function PartitionSection({ compared, names }: PartitionSectionProps): ReactNode {
  const { data } = useQuery({ ...partitionChangesQuery(compared), enabled: names.size > 0 })
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
              <th scope="row">{partitionText(values, names)}</th>
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
