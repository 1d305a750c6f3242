import { Button, Group } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { UnresolvedReport } from '../../shared/contract/unresolved.ts'
import { client } from '../api/client.ts'
import { readFailure } from '../api/failure.ts'
import { unresolvedQuery } from '../api/queries.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Strip } from '../ui/strip.tsx'
import { Age } from '../ui/values.tsx'
import classes from './unresolved-strip.module.css'

/** A commit that is being made just now is nobody's concern. */
const YOUNG_MS = 15_000
const DIALOG_WIDTH = 820

/** Commits whose answer was lost, also by a program that ended: what became of them, until somebody has read it. */
export function UnresolvedStrip(): ReactNode {
  const [isOpen, setIsOpen] = useState(false)
  const { data } = useQuery(unresolvedQuery)
  const commits = (data ?? []).filter(
    ({ fate, startedAt, isBeingMade }) =>
      !isBeingMade && (fate.kind !== 'in-progress' || Date.now() - startedAt > YOUNG_MS),
  )
  if (commits.length === 0) return null
  return (
    <>
      <Strip
        tone="unknown"
        action={
          <Button size="compact-xs" variant="default" onClick={() => setIsOpen(true)}>
            Resolve
          </Button>
        }
      >
        {commits.length === 1 ? 'A commit was cut off' : `${commits.length} commits were cut off`} before the answer
        arrived: {summarize(commits)}
      </Strip>
      <Dialog opened={isOpen} onClose={() => setIsOpen(false)} title="Commits that were cut off" width={DIALOG_WIDTH}>
        <CutOffCommits commits={commits} onDone={() => setIsOpen(false)} />
      </Dialog>
    </>
  )
}

function summarize(commits: UnresolvedReport): string {
  const count = (kind: UnresolvedReport[number]['fate']['kind']) =>
    commits.filter(({ fate }) => fate.kind === kind).length
  const parts = [
    [count('committed'), 'in the log'],
    [count('not-committed'), 'not in the log'],
    [count('in-progress'), 'still under way'],
    [count('table-gone'), 'unknown for good'],
  ] as const
  return parts.flatMap(([times, fate]) => (times === 0 ? [] : [`${times} ${fate}`])).join(', ')
}

interface CutOffCommitsProps {
  readonly commits: UnresolvedReport
  readonly onDone: () => void
}

function CutOffCommits({ commits, onDone }: CutOffCommitsProps): ReactNode {
  const { refetch, isFetching } = useQuery(unresolvedQuery)
  const settled = commits.filter(({ fate }) => fate.kind !== 'in-progress')
  const strike = useMutation({
    mutationFn: () => Promise.all(settled.map(({ commitId }) => client.commits.strike({ commitId }))),
    onSettled: () => refetch(),
    onSuccess: () => {
      if (settled.length === commits.length) onDone()
    },
  })
  return (
    <>
      <p className={classes.lead}>
        Each commit is written down on this computer before its first attempt. The log was asked by commit id what
        became of these; asking changes nothing.
      </p>
      <div className={classes.scroll}>
        <table className={classes.commits}>
          <thead>
            <tr>
              <th scope="col">Table</th>
              <th scope="col">Wanted</th>
              <th scope="col">Begun</th>
              <th scope="col">What became of it</th>
              <th scope="col">Commit id</th>
            </tr>
          </thead>
          <tbody>
            {commits.map(({ commitId, tableName, expectedVersion, startedAt, fate }) => (
              <tr key={commitId}>
                <td title={tableName ?? undefined}>{tableName ?? 'gone'}</td>
                <td>v{String(expectedVersion)}</td>
                <td>
                  <Age at={startedAt} />
                </td>
                <td>
                  <Fate tableName={tableName} fate={fate} onFollow={onDone} />
                </td>
                <td>
                  <code>{commitId}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {strike.error ? <p className={classes.lead}>{readFailure(strike.error).detail}</p> : null}
      <Group gap="xs" mt="md">
        <Button disabled={settled.length === 0} loading={strike.isPending} onClick={() => strike.mutate()}>
          Strike out {settled.length === 1 ? 'the settled one' : `the ${settled.length} settled`}
        </Button>
        <Button variant="default" loading={isFetching} onClick={() => void refetch()}>
          Ask the log again
        </Button>
      </Group>
    </>
  )
}

interface FateProps extends Pick<UnresolvedReport[number], 'tableName' | 'fate'> {
  readonly onFollow: () => void
}

function Fate({ tableName, fate, onFollow }: FateProps): ReactNode {
  switch (fate.kind) {
    case 'committed':
      if (tableName === null) return `committed as v${fate.version}`
      return (
        <Link to="/t/$name/v/$version" params={{ name: tableName, version: `${fate.version}` }} onClick={onFollow}>
          committed as v{String(fate.version)}
        </Link>
      )
    case 'not-committed':
      return 'not in the log: nothing was written, and its draft can be sent again'
    case 'in-progress':
      return 'still under way'
    case 'table-gone':
      return 'unknown for good: its table was dropped, and the log of it'
  }
  return fate satisfies never
}
