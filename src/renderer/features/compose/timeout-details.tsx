import type { ReactNode } from 'react'
import { TimingsBar } from '../../app/timings-bar.tsx'
import { formatDuration } from '../../ui/format.ts'
import { Age, Time } from '../../ui/values.tsx'
import classes from './outcome-card.module.css'
import type { SendResult } from './send-result.ts'

const LIMITS = {
  queue: 'waiting for its turn among the writers of this program',
  lock: 'waiting for the lock of the table',
  statement: 'one statement',
  idle: 'idling between two statements',
  transaction: 'the whole transaction',
} as const

/** Where a commit ran out of time, how long it took until then, and who stood in its way. */
export function TimeoutDetails({ timeout }: { readonly timeout: Extract<SendResult, { kind: 'timeout' }> }): ReactNode {
  const { step, limit, limitMs, heldBy, timings = {} } = timeout
  const spent = timings[step]
  return (
    <>
      <dl className={classes.facts}>
        <Fact name="step">{step}</Fact>
        {spent === undefined ? null : <Fact name="took">{formatDuration(spent)}</Fact>}
        <Fact name="limit">
          {formatDuration(limitMs)} for {LIMITS[limit]}
        </Fact>
      </dl>
      {heldBy.length > 0 ? (
        <table className={classes.winners} aria-label="Who held the lock">
          <thead>
            <tr>
              <th scope="col">Held by</th>
              <th scope="col">Application</th>
              <th scope="col">User</th>
              <th scope="col">State</th>
              <th scope="col">In its transaction</th>
              <th scope="col">Last query began</th>
            </tr>
          </thead>
          <tbody>
            {heldBy.map(({ pid, application, user, state, transactionStart, queryStart }) => (
              <tr key={pid}>
                <td>process {pid}</td>
                <td>{application === '' ? 'nameless' : application}</td>
                <td>{user ?? 'unknown'}</td>
                <td>{state ?? 'unknown'}</td>
                <td>{transactionStart === null ? 'unknown' : <Age at={transactionStart} />}</td>
                <td>{queryStart === null ? 'unknown' : <Time at={queryStart} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : limit === 'lock' ? (
        <p className={classes.aside}>Who held the lock was gone, or may not be seen by this user, when it was asked.</p>
      ) : null}
      <TimingsBar timings={timings} />
    </>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
