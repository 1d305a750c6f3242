import { IconFileImport, IconFlask, IconPlugConnected } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { SAMPLE_SIGHTS, SAMPLE_STORIES } from '../../../shared/contract/sample-stories.ts'
import { usePageConnection } from '../../api/connections.ts'
import { readFailure } from '../../api/failure.ts'
import { startTask } from '../../api/tasks.ts'
import { Mark } from '../../app/mark.tsx'
import { useWriteRefusal } from '../../app/write-refusal.ts'
import { Strip } from '../../ui/strip.tsx'
import classes from './catalog.module.css'

const SAMPLE_SEED = 42

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
        {isBuiltIn ? 'It has brought a server of its own. ' : ''}Go to a log that exists, bring one, or make some up and
        look around.
      </p>
      <div className={classes.doors}>
        <Link to="/connections" className={classes.door}>
          <IconPlugConnected size={22} stroke={1.6} aria-hidden="true" />
          <span className={classes.doorTitle}>Connect to PostgreSQL</span>
          <span className={classes.doorText}>
            Paste an address, or choose one that pg_service.conf, .pgpass or the environment of this machine offers.
            Nothing is made there without asking.
          </span>
        </Link>
        <Link to="/import" className={classes.door}>
          <IconFileImport size={22} stroke={1.6} aria-hidden="true" />
          <span className={classes.doorTitle}>Import a log</span>
          <span className={classes.doorText}>
            Choose a folder that holds a <code>_delta_log</code>. Every version and every byte of it is kept; the folder
            is only read.
          </span>
        </Link>
        <SampleDoor />
      </div>
    </div>
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
