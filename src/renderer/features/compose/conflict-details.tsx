import { Button, Group } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { Age, Time } from '../../ui/values.tsx'
import classes from './outcome-card.module.css'
import type { SendResult } from './send-result.ts'

export interface ConflictDetailsProps {
  readonly conflict: Extract<SendResult, { kind: 'version-conflict' }>
  readonly table: TableSummary
  readonly onTakeVersion: (version: bigint) => void
  readonly onRebase: () => void
}

/** A race that was lost: what was expected, what is there, who was quicker, and how to go on. */
export function ConflictDetails({ conflict, table, onTakeVersion, onRebase }: ConflictDetailsProps): ReactNode {
  const { expected, actual, winners } = conflict
  const next = actual + 1n
  const first = winners[0]
  return (
    <>
      <p className={classes.versus}>
        <span>
          expected <b>v{`${expected}`}</b>
        </span>
        <span>
          head is <b>{actual < 0n ? 'no commit' : `v${actual}`}</b>
        </span>
        <span>
          table <b>{conflict.table.name}</b>
        </span>
        <span>Nothing was written.</span>
      </p>
      {winners.length > 0 ? (
        <table className={classes.winners} aria-label="Commits that were quicker">
          <thead>
            <tr>
              <th scope="col">Version</th>
              <th scope="col">Operation</th>
              <th scope="col">Committer</th>
              <th scope="col">Committed</th>
            </tr>
          </thead>
          <tbody>
            {winners.map(winner => (
              <tr key={winner.commitId}>
                <td>
                  <Link to="/t/$name/v/$version" params={{ name: table.name, version: `${winner.version}` }}>
                    v{`${winner.version}`}
                  </Link>
                </td>
                <td>{winner.operation}</td>
                <td>{winner.committer}</td>
                <td>
                  <Time at={winner.committedAt} /> · <Age at={winner.committedAt} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      <Group gap="xs">
        {winners.length > 0 ? <Button onClick={onRebase}>Rebase onto v{`${actual}`} …</Button> : null}
        <Button variant="default" onClick={() => onTakeVersion(next)}>
          Take the next version, v{`${next}`}
        </Button>
        {first ? (
          <Button
            variant="default"
            renderRoot={props => (
              <Link to="/t/$name/v/$version" params={{ name: table.name, version: `${first.version}` }} {...props} />
            )}
          >
            Look at the winner
          </Button>
        ) : null}
        <span className={classes.aside}>Your draft stays as it is and is checked against the new head.</span>
      </Group>
    </>
  )
}
