import { IconClipboardText, IconDeviceDesktopSearch, IconFlask } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { SAMPLE_SIGHTS, SAMPLE_STORIES } from '../../../shared/contract/sample-stories.ts'
import { client } from '../../api/client.ts'
import { usePageConnection } from '../../api/connections.ts'
import { readFailure } from '../../api/failure.ts'
import { startTask } from '../../api/tasks.ts'
import { Mark } from '../../app/mark.tsx'
import { useWriteRefusal } from '../../app/write-refusal.ts'
import { Strip } from '../../ui/strip.tsx'
import classes from './catalog.module.css'

const SAMPLE_SEED = 42
const FOUND_SHOWN = 5

/** A database without a table: the three doors to something that can be looked at. */
export function EmptyCatalog(): ReactNode {
  const connection = usePageConnection()
  const isBuiltIn = connection === undefined || connection.origin === 'built-in'
  return (
    <div className={classes.welcome}>
      <span className={classes.mark}>
        <Mark size={44} />
      </span>
      <h1>No tables yet</h1>
      <p>
        Deltadesk keeps the transaction log of Delta tables in PostgreSQL.{' '}
        {isBuiltIn ? 'It has brought a server of its own. ' : ''}Go to a log that exists, or make some tables up and
        look around.
      </p>
      <div className={classes.doors}>
        <Link to="/connections" search={{ edit: 'new' }} className={classes.door}>
          <IconClipboardText size={22} stroke={1.6} aria-hidden="true" />
          <span className={classes.doorTitle}>Paste an address</span>
          <span className={classes.doorText}>
            A URI, a psql command, a JDBC URL, <code>host=…</code> or <code>PGHOST=…</code> of a PostgreSQL that keeps a
            log, or shall keep one. It is examined first, and nothing is made there without asking.
          </span>
        </Link>
        <FoundDoor />
        <SampleDoor />
      </div>
      <p>
        Or <Link to="/import">import a log</Link>: a folder or a bucket that holds a <code>_delta_log</code>. Every
        version and every byte of it is kept; the folder is only read.
      </p>
    </div>
  )
}

/** What this machine knows of PostgreSQL servers already; one of them begins a connection. */
function FoundDoor(): ReactNode {
  const { data: found } = useQuery({
    queryKey: ['connections', 'found'],
    queryFn: () => client.connections.discover(),
  })
  const more = (found?.length ?? 0) - FOUND_SHOWN
  return (
    <Link to="/connections" className={classes.door}>
      <IconDeviceDesktopSearch size={22} stroke={1.6} aria-hidden="true" />
      <span className={classes.doorTitle}>Found on this machine</span>
      <span className={classes.doorText}>
        {found?.length === 0
          ? 'Nothing yet: pg_service.conf, .pgpass and the PG* variables name no server. What they name is offered here.'
          : 'In pg_service.conf, .pgpass and the PG* variables. It is referred to and not copied.'}
      </span>
      <span className={classes.sights}>
        {found?.slice(0, FOUND_SHOWN).map(({ where, name }) => (
          <span key={`${where} ${name}`}>{name}</span>
        ))}
        {more > 0 ? <span>{more} more</span> : null}
      </span>
    </Link>
  )
}

function SampleDoor(): ReactNode {
  const isProduction = usePageConnection()?.environment === 'production'
  const refusal = useWriteRefusal() ?? (isProduction ? 'Sample tables are not made on production.' : undefined)
  const [isBusy, setIsBusy] = useState(false)
  const [problem, setProblem] = useState<string>()

  async function make(): Promise<void> {
    setIsBusy(true)
    try {
      for (const story of SAMPLE_STORIES) await startTask({ kind: 'sample', story, seed: SAMPLE_SEED })
    } catch (error) {
      setProblem(readFailure(error).detail)
      setIsBusy(false)
    }
  }

  return (
    <button
      type="button"
      className={classes.door}
      disabled={isBusy || refusal !== undefined}
      title={refusal}
      onClick={() => void make()}
    >
      <IconFlask size={22} stroke={1.6} aria-hidden="true" />
      <span className={classes.doorTitle}>{isBusy ? 'Making six sample tables …' : 'Make six sample tables'}</span>
      <span className={classes.doorText}>
        {refusal ?? 'By the real writer, the same every time, and removed again with one button:'}
      </span>
      {refusal === undefined ? (
        <span className={classes.sights}>
          {SAMPLE_STORIES.map(story => (
            <span key={story}>{SAMPLE_SIGHTS[story]}</span>
          ))}
        </span>
      ) : null}
      {problem ? <Strip tone="error">{problem}</Strip> : null}
    </button>
  )
}
