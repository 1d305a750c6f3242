import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { Breakpoint } from '../../../shared/contract/task-inputs.ts'
import { readFailure } from '../../api/failure.ts'
import { tableQuery } from '../../api/queries.ts'
import { startTask } from '../../api/tasks.ts'
import { WriteButton } from '../../app/write-button.tsx'
import { Strip } from '../../ui/strip.tsx'
import { BreakpointList } from './breakpoint-list.tsx'
import { CHOICES, ChoiceList, type ReplayChoices } from './choice-list.tsx'
import classes from './replay.module.css'
import { filesSource, rangeOf, replayInput } from './replay-request.ts'
import { FilesSource, TableSource } from './source-fields.tsx'

/** What is to be replayed, onto what, and how. */
export function ReplayForm(): ReactNode {
  const navigate = useNavigate()
  const { table = '', from = '', to = '', into, of, path = '' } = useSearch({ from: '/replay' })
  const search = { table, path, from, to }
  const isOfFiles = of === 'files'
  const isExport = !isOfFiles && into === 'files'
  const { data: source, error } = useQuery({ ...tableQuery(table.trim()), enabled: !isOfFiles && table.trim() !== '' })
  const [target, setTarget] = useState('')
  const { data: existing } = useQuery({ ...tableQuery(target.trim()), enabled: target.trim() !== '', retry: false })
  const [folder, setFolder] = useState('')
  const [choices, setChoices] = useState<ReplayChoices>(CHOICES)
  const [breakpoints, setBreakpoints] = useState<readonly Breakpoint[]>([])
  const [problem, setProblem] = useState<string>()
  const range = source && rangeOf(source, from, to, isExport ? 'files' : 'table')
  const files = filesSource(path.trim(), from, to)

  function look(changed: Record<string, string>): void {
    const kept = { ...search, of: of ?? 'table', into: into ?? 'table', ...changed }
    void navigate({ to: '/replay', search: kept, replace: true })
  }
  function submit(event: FormEvent): void {
    event.preventDefault()
    const input = request()
    if (!input) return
    setProblem(undefined)
    startTask(input).then(
      ({ taskId }) => void navigate({ to: '/replay', search: { task: taskId } }),
      (failed: unknown) => setProblem(readFailure(failed).detail),
    )
  }
  function request() {
    if (isExport) {
      const isReady = source && range && folder.trim() !== ''
      return isReady
        ? ({ kind: 'export', tableId: source.tableId, ...range, folder: folder.trim() } as const)
        : undefined
    }
    const ofTable = source && range && ({ kind: 'table', tableId: source.tableId, ...range } as const)
    const replayed = isOfFiles ? files : ofTable
    if (!replayed || target.trim() === '') return undefined
    return replayInput(replayed, target.trim(), existing, choices, breakpoints)
  }

  // An export only reads the log.
  const StartButton = isExport ? Button : WriteButton
  return (
    <form className={classes.form} onSubmit={submit}>
      {problem ? <Strip tone="error">{problem}</Strip> : null}
      <SegmentedControl
        aria-label="What is replayed"
        value={isOfFiles ? 'files' : 'table'}
        onChange={value => look({ of: value, from: '', to: '' })}
        data={[
          { value: 'table', label: 'Versions of a table' },
          { value: 'files', label: 'Commit files' },
        ]}
      />
      {isOfFiles ? (
        <FilesSource search={search} hasRange={files !== undefined} onChange={look} />
      ) : (
        <>
          <TableSource
            search={search}
            source={source}
            isUnknown={table !== '' && error !== null}
            hasRange={range !== undefined}
            onChange={look}
          />
          <SegmentedControl
            aria-label="Where to"
            value={isExport ? 'files' : 'table'}
            onChange={value => look({ into: value })}
            data={[
              { value: 'table', label: 'Onto a table' },
              { value: 'files', label: 'Into _delta_log files' },
            ]}
          />
        </>
      )}
      {isExport ? (
        <TextInput
          label="Folder of the table"
          description="_delta_log is made in it. Files that are there already with the same bytes are left; another one ends the export."
          placeholder="/data/export/orders"
          value={folder}
          spellCheck={false}
          autoComplete="off"
          onChange={event => setFolder(event.currentTarget.value)}
        />
      ) : (
        <>
          <TextInput
            label="Onto the table"
            description={
              existing
                ? `It is at version ${existing.head}; the versions are committed after it.`
                : 'It is made where there is none of that name.'
            }
            placeholder="orders-debug"
            value={target}
            spellCheck={false}
            autoComplete="off"
            onChange={event => setTarget(event.currentTarget.value)}
          />
          <ChoiceList options={choices} onChange={setChoices} />
          <BreakpointList breakpoints={breakpoints} onChange={setBreakpoints} />
        </>
      )}
      <div className={classes.decide}>
        <StartButton type="submit" disabled={request() === undefined}>
          {isExport ? 'Export' : choices.dryRun ? 'Try it' : 'Replay'}
        </StartButton>
        {range && !isOfFiles ? (
          <span className={classes.hint}>{String(range.to - range.from + 1n)} versions</span>
        ) : null}
      </div>
    </form>
  )
}
