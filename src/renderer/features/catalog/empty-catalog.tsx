import { IconFileImport, IconFlask } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { readFailure } from '../../api/failure.ts'
import { startTask } from '../../api/tasks.ts'
import { Mark } from '../../app/mark.tsx'
import { notify } from '../../app/notice.tsx'
import classes from './catalog.module.css'

const SAMPLE_SEED = 42

/** A database without a table: what to do first. */
export function EmptyCatalog(): ReactNode {
  const navigate = useNavigate()
  return (
    <div className={classes.welcome}>
      <span className={classes.mark}>
        <Mark size={44} />
      </span>
      <h1>No tables yet</h1>
      <p>
        Deltadesk keeps the transaction log of Delta tables in PostgreSQL. Bring a log that exists, or make one up and
        look around.
      </p>
      <div className={classes.doors}>
        <Link to="/import" className={classes.door}>
          <IconFileImport size={22} stroke={1.6} aria-hidden="true" />
          <span className={classes.doorTitle}>Import a log</span>
          <span className={classes.doorText}>
            Choose a folder that holds a <code>_delta_log</code>. Every version and every byte of it is kept; the folder
            is only read.
          </span>
        </Link>
        <button
          type="button"
          className={classes.door}
          onClick={() => {
            startTask({ kind: 'sample', seed: SAMPLE_SEED }).then(
              ({ taskId }) => navigate({ to: '/import', search: { task: taskId } }),
              (error: unknown) => notify(`No sample table was made. ${readFailure(error).detail}`),
            )
          }}
        >
          <IconFlask size={22} stroke={1.6} aria-hidden="true" />
          <span className={classes.doorTitle}>Make a sample table</span>
          <span className={classes.doorText}>
            A few dozen believable commits, made by the real writer, the same every time: appends, merges, deletes, a
            schema change.
          </span>
        </button>
      </div>
    </div>
  )
}
