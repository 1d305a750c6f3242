import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import type { TableActivity } from '../../../shared/contract/tables.ts'
import { latestVersionsQuery } from '../../api/catalog-queries.ts'
import { Age, Bytes, Count } from '../../ui/values.tsx'
import { CommitTimings } from './commit-timings.tsx'
import { HealthList } from './health-list.tsx'
import classes from './inspector.module.css'
import { MirrorCell } from './mirror-cell.tsx'

const LATEST = 5
/** Walking through the list measures nothing; standing still does. */
const RESTING_MS = 300

export interface TableInspectorProps {
  readonly table: TableSummary
  readonly activity: TableActivity | undefined
}

/** The selected table of the catalog: what it is, what happened last, and how it does. */
export function TableInspector({ table, activity }: TableInspectorProps): ReactNode {
  const rested = useRested(table.tableId, RESTING_MS)
  return (
    <section className={classes.inspector} aria-label={`About ${table.name}`}>
      <h2 className={classes.title}>
        <Link to="/t/$name/history" params={{ name: table.name }}>
          {table.name}
        </Link>
      </h2>
      {table.location ? (
        <p className={classes.location} title={table.location}>
          {table.location}
        </p>
      ) : null}
      <Tiles table={table} activity={activity} />
      {table.head < 0n ? (
        <p className={classes.quiet}>Nothing was ever committed to it.</p>
      ) : rested ? (
        <>
          <h3>Last versions</h3>
          <LastVersions table={table} />
          <h3>Health at v{String(table.head)}</h3>
          <HealthList key={table.tableId} tableId={table.tableId} version={table.head} />
          <h3>Commits from this computer</h3>
          <CommitTimings tableId={table.tableId} />
        </>
      ) : null}
    </section>
  )
}

function Tiles({ table, activity }: TableInspectorProps): ReactNode {
  const { head, totalFiles, totalBytes, totalRows } = table
  return (
    <dl className={classes.tiles}>
      <Tile label="Head">{head < 0n ? 'none' : `v${head}`}</Tile>
      <Tile label="Files">
        <Count value={totalFiles} />
      </Tile>
      <Tile label="Size">
        <Bytes value={totalBytes} />
      </Tile>
      <Tile label="Rows">{totalRows === null ? '–' : <Count short value={totalRows} />}</Tile>
      <Tile label="Mirror">{activity ? <MirrorCell activity={activity} head={head} /> : '…'}</Tile>
      <Tile label="Protocol">
        {activity?.readerVersion ? `${activity.readerVersion} / ${activity.writerVersion}` : '–'}
      </Tile>
      {activity && activity.features.length > 0 ? (
        <div className={classes.features}>
          <dt>Features</dt>
          <dd>
            {activity.features.map(feature => (
              <span key={feature}>{feature}</span>
            ))}
          </dd>
        </div>
      ) : null}
    </dl>
  )
}

function Tile({ label, children }: { readonly label: string; readonly children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function LastVersions({ table: { tableId, name, head } }: { readonly table: TableSummary }): ReactNode {
  const { data } = useQuery(latestVersionsQuery(tableId, head, LATEST))
  return (
    <ol className={classes.versions}>
      {data?.versions.map(({ version, operation, committer, committedAt }) => (
        <li key={String(version)}>
          <Link to="/t/$name/v/$version" params={{ name, version: String(version) }}>
            v{String(version)}
          </Link>
          <span title={`${operation} by ${committer}`}>{operation}</span>
          <Age at={committedAt} />
        </li>
      ))}
    </ol>
  )
}

/** True once `value` has stayed the same for a while. */
function useRested(value: string, afterMs: number): boolean {
  const [rested, setRested] = useState<string>()
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), afterMs)
    return () => clearTimeout(timer)
  }, [value, afterMs])
  return rested === value
}
