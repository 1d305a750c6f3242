import { Button, Checkbox, SegmentedControl, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import type { Breakpoint, TaskInput } from '../../../shared/contract/task-inputs.ts'
import { readFailure } from '../../api/failure.ts'
import { tableQuery } from '../../api/queries.ts'
import { startTask } from '../../api/tasks.ts'
import { parseVersion } from '../../app/search-params.ts'
import { WriteButton } from '../../app/write-button.tsx'
import { Strip } from '../../ui/strip.tsx'
import { BreakpointList } from './breakpoint-list.tsx'
import classes from './replay.module.css'

type Into = 'table' | 'files'

/** What is to be replayed, onto what, and how. */
export function ReplayForm(): ReactNode {
  const navigate = useNavigate()
  const { table: wanted = '', from = '', to = '', into = 'table' } = useSearch({ from: '/replay' })
  const { data: source, error } = useQuery({ ...tableQuery(wanted.trim()), enabled: wanted.trim() !== '' })
  const [target, setTarget] = useState('')
  const { data: existing } = useQuery({ ...tableQuery(target.trim()), enabled: target.trim() !== '', retry: false })
  const [folder, setFolder] = useState('')
  const [options, setOptions] = useState<Options>(OPTIONS)
  const [breakpoints, setBreakpoints] = useState<readonly Breakpoint[]>([])
  const [problem, setProblem] = useState<string>()
  const mode: Into = into === 'files' ? 'files' : 'table'
  const range = source && rangeOf(source, from, to, mode)

  function look(search: Record<string, string>): void {
    const kept = { table: wanted, from, to, into, ...search }
    void navigate({ to: '/replay', search: kept, replace: true })
  }
  function submit(event: FormEvent): void {
    event.preventDefault()
    if (!source || !range) return
    setProblem(undefined)
    const input =
      mode === 'files'
        ? ({ kind: 'export', tableId: source.tableId, ...range, folder: folder.trim() } as const)
        : replayInput(source, range, target.trim(), existing, options, breakpoints)
    startTask(input).then(
      ({ taskId }) => void navigate({ to: '/replay', search: { task: taskId } }),
      (failed: unknown) => setProblem(readFailure(failed).detail),
    )
  }

  const isReady = source && range && (mode === 'files' ? folder.trim() !== '' : target.trim() !== '')
  // An export only reads the log.
  const StartButton = mode === 'files' ? Button : WriteButton
  return (
    <form className={classes.form} onSubmit={submit}>
      {problem ? <Strip tone="error">{problem}</Strip> : null}
      <div className={classes.fields}>
        <TextInput
          label="Table"
          placeholder="orders"
          value={wanted}
          error={wanted !== '' && error ? 'There is no such table.' : undefined}
          spellCheck={false}
          autoComplete="off"
          onChange={event => look({ table: event.currentTarget.value })}
        />
        <VersionInput
          label="From version"
          value={from}
          fallback={source?.firstVersion}
          onChange={text => look({ from: text })}
        />
        <VersionInput label="To version" value={to} fallback={source?.head} onChange={text => look({ to: text })} />
      </div>
      {source && !range ? (
        <p className={classes.hint} role="alert">
          {source.name} has the versions {String(source.firstVersion ?? 0n)} to {String(source.head)}.
        </p>
      ) : null}
      <SegmentedControl
        aria-label="Where to"
        value={mode}
        onChange={value => look({ into: value })}
        data={[
          { value: 'table', label: 'Onto a table' },
          { value: 'files', label: 'Into _delta_log files' },
        ]}
      />
      {mode === 'files' ? (
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
          <OptionList options={options} onChange={setOptions} />
          <BreakpointList breakpoints={breakpoints} onChange={setBreakpoints} />
        </>
      )}
      <div className={classes.decide}>
        <StartButton type="submit" disabled={!isReady}>
          {mode === 'files' ? 'Export' : options.dryRun ? 'Try it' : 'Replay'}
        </StartButton>
        {range ? <span className={classes.hint}>{String(range.to - range.from + 1n)} versions</span> : null}
      </div>
    </form>
  )
}

interface VersionInputProps {
  readonly label: string
  readonly value: string
  readonly fallback: bigint | null | undefined
  readonly onChange: (text: string) => void
}

function VersionInput({ label, value, fallback, onChange }: VersionInputProps): ReactNode {
  return (
    <TextInput
      label={label}
      placeholder={fallback === undefined || fallback === null ? '' : String(fallback)}
      value={value}
      inputMode="numeric"
      autoComplete="off"
      onChange={event => onChange(event.currentTarget.value)}
    />
  )
}

interface Options {
  readonly renew: boolean
  readonly dropCommitInfo: boolean
  readonly ask: boolean
  readonly dryRun: boolean
  readonly step: boolean
  readonly rewriteFrom: string
  readonly rewriteTo: string
}

const OPTIONS: Options = {
  renew: false,
  dropCommitInfo: false,
  ask: true,
  dryRun: false,
  step: false,
  rewriteFrom: '',
  rewriteTo: '',
}

const CHECKS = [
  ['step', 'Step through: wait before every version'],
  ['ask', 'Ask at a version that cannot be committed, instead of stopping'],
  ['dryRun', 'Only try: hold every version against the rules and write nothing'],
  ['renew', 'Give every commitInfo the time of its replay'],
  ['dropCommitInfo', 'Leave the commitInfo out'],
] as const

function OptionList({
  options,
  onChange,
}: {
  readonly options: Options
  readonly onChange: (options: Options) => void
}) {
  return (
    <fieldset className={classes.options}>
      <legend>How</legend>
      {CHECKS.map(([key, label]) => (
        <Checkbox
          key={key}
          label={label}
          checked={options[key]}
          onChange={event => onChange({ ...options, [key]: event.currentTarget.checked })}
        />
      ))}
      <div className={classes.pair}>
        <TextInput
          label="Paths that begin with"
          value={options.rewriteFrom}
          onChange={event => onChange({ ...options, rewriteFrom: event.currentTarget.value })}
        />
        <TextInput
          label="begin with this instead"
          value={options.rewriteTo}
          onChange={event => onChange({ ...options, rewriteTo: event.currentTarget.value })}
        />
      </div>
    </fieldset>
  )
}

interface Range {
  readonly from: bigint
  readonly to: bigint
}

/** Undefined where the table has no such versions. A base version is no commit: it can be replayed and not exported. */
function rangeOf(source: TableSummary, from: string, to: string, into: Into): Range | undefined {
  const oldest = source.firstVersion
  if (oldest === null) return undefined
  const first = oldest > 0n && into === 'files' ? oldest + 1n : oldest
  const range = { from: from === '' ? first : parseVersion(from), to: to === '' ? source.head : parseVersion(to) }
  if (range.from === undefined || range.to === undefined) return undefined
  const fits = range.from >= oldest && range.from <= range.to && range.to <= source.head
  return fits ? { from: range.from, to: range.to } : undefined
}

function replayInput(
  { tableId }: TableSummary,
  range: Range,
  name: string,
  existing: TableSummary | undefined,
  options: Options,
  breakpoints: readonly Breakpoint[],
): TaskInput {
  const { renew, dropCommitInfo, ask, dryRun, step, rewriteFrom, rewriteTo } = options
  return {
    kind: 'replay',
    source: { kind: 'table', tableId, ...range },
    target: existing ? { kind: 'existing', tableId: existing.tableId } : { kind: 'new', name },
    options: {
      timestamps: renew ? 'renew' : 'keep',
      ...(rewriteFrom === '' && rewriteTo === '' ? {} : { rewritePaths: { from: rewriteFrom, to: rewriteTo } }),
      dropCommitInfo,
      onConflict: ask ? 'ask' : 'stop',
      dryRun,
      step,
      breakpoints: [...breakpoints],
    },
  }
}
