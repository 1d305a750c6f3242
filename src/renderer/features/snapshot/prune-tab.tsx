import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useMemo, useRef, useState } from 'react'
import type { Issue } from '../../../shared/delta/issue.ts'
import { parsePredicate } from '../../../shared/delta/parse-predicate.ts'
import { compileFilter } from '../../../shared/delta/prune.ts'
import type { Snapshot } from '../../../shared/delta/snapshot.ts'
import { tableColumns } from '../../../shared/delta/table-columns.ts'
import { pruneQuery } from '../../api/snapshot-queries.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { useKeys } from '../../app/key-dispatch.ts'
import { Empty } from '../../ui/empty.tsx'
import { PruneOutcome } from './prune-outcome.tsx'
import { ScanLeft, ScanState } from './scan-state.tsx'
import classes from './snapshot.module.css'
import { useSnapshotAddress } from './snapshot-address.ts'
import type { SnapshotProps } from './snapshot-desk.tsx'
import { useSnapshotState } from './use-snapshot-metadata.ts'

/** A predicate, and which files a reader with it opens. The predicate is checked while it is typed, and kept in the address. */
export function PruneTab(props: SnapshotProps): ReactNode {
  const { table, version } = props
  const address = useSnapshotAddress()
  const at = { tableId: table.tableId, version }
  const { state } = useSnapshotState(at)
  const asked = address.search.where ?? ''
  const [text, setText] = useState(asked)
  const [known, setKnown] = useState(asked)
  if (asked !== known) {
    setKnown(asked)
    setText(asked)
  }
  const field = useRef<HTMLInputElement>(null)
  const problem = useMemo(() => problemOf(text, state?.snapshot), [text, state])
  useKeys({ 'filter.focus': () => field.current?.select() })

  function submit(event: FormEvent): void {
    event.preventDefault()
    if (problem || text.trim() === '') return
    address.change({ where: text.trim(), row: undefined })
    field.current?.blur()
  }
  return (
    <div className={classes.list}>
      <form className={classes.predicate} onSubmit={submit}>
        <TextInput
          ref={field}
          className={classes.predicateField ?? ''}
          label="Predicate"
          description="As in a WHERE clause: comparisons, in, between, is null, and, or, not"
          placeholder="dt = '2026-11-19' and id > 900000"
          value={text}
          autoFocus={asked === ''}
          spellCheck={false}
          error={problem ? <Problem text={text} issue={problem} /> : undefined}
          onChange={event => setText(event.currentTarget.value)}
          onKeyDown={event => {
            if (event.key === 'Escape') field.current?.blur()
          }}
        />
        <Button type="submit" disabled={problem !== undefined || text.trim() === ''}>
          Test
        </Button>
      </form>
      <div className={classes.outcome}>
        {asked === '' ? (
          <Empty title="Which files does a query open?">
            Type a predicate. Partition values and the statistics of every file decide what a reader can skip, and each
            skipped file says why.
          </Empty>
        ) : (
          <Tested {...props} predicate={asked} />
        )}
      </div>
    </div>
  )
}

function Tested(props: SnapshotProps & { readonly predicate: string }): ReactNode {
  const { table, version, predicate } = props
  const query = pruneQuery({ tableId: table.tableId, version }, predicate)
  const { data, error, refetch, isFetching } = useQuery(query)
  if (data?.kind === 'done') return <PruneOutcome key={predicate} table={table} version={version} result={data} />
  if (data) {
    return (
      <Empty title="The predicate cannot be used on this version">
        {data.issues.map(({ message }) => message).join(' ')}
      </Empty>
    )
  }
  if (isFetching) return <ScanState queryKey={query.queryKey} what="the test of every file" />
  return error ? <FailureCard error={error} onRetry={refetch} /> : <ScanLeft onAgain={() => void refetch()} />
}

/** The text up to the mistake, and a mark below it. */
function Problem({ text, issue }: { readonly text: string; readonly issue: Issue }): ReactNode {
  const at = issue.path.at(-1)
  return (
    <>
      {typeof at === 'number' ? (
        <span className={classes.caret} aria-hidden="true">
          <span className={classes.beforeCaret}>{text.slice(0, at)}</span>▲
        </span>
      ) : null}
      {issue.message}
    </>
  )
}

function problemOf(text: string, snapshot: Snapshot | undefined): Issue | undefined {
  if (text.trim() === '') return undefined
  const parsed = parsePredicate(text)
  if (parsed.kind === 'invalid') return parsed.issues[0]
  if (!snapshot) return undefined
  const filter = compileFilter(parsed.value, tableColumns(snapshot.metadata))
  return filter.kind === 'invalid' ? filter.issues[0] : undefined
}
