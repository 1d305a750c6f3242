import { Button, FileButton, Group, TextInput } from '@mantine/core'
import { IconFileImport, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useRef, useState } from 'react'
import type { ListedScenario, RunSummary } from '../../../shared/contract/simulations.ts'
import { scenariosQuery, useSimulations } from '../../api/simulations.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { useKeys } from '../../app/key-dispatch.ts'
import { Loading } from '../../ui/loading.tsx'
import { importScenario } from './import-scenario.ts'
import { BLANK, draftOfScenario, freeName, putDraft, useDraftNames } from './scenario-drafts.ts'
import classes from './simulate.module.css'

interface Line {
  readonly name: string
  readonly title: string
  readonly group: string
  readonly isChanged: boolean
}

/** Every scenario by its group, with how its newest run ended. */
export function ScenarioList(): ReactNode {
  const { data: scenarios, error, refetch } = useQuery(scenariosQuery)
  const { value: runs = [] } = useSimulations()
  const drafts = useDraftNames()
  const navigate = useNavigate()
  const [filter, setFilter] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const open = (name: string) => void navigate({ to: '/sim/$scenario', params: { scenario: name } })
  const taken = scenarios?.map(({ scenario }) => scenario.name) ?? []
  const begin = () => {
    const name = freeName(BLANK.name, taken)
    putDraft(name, draftOfScenario({ ...BLANK, name }))
    open(name)
  }
  useKeys({ 'filter.focus': () => field.current?.focus() })
  return (
    <nav className={classes.list} aria-label="Scenarios" data-region="scenarios">
      <div className={classes.listHead}>
        <TextInput
          ref={field}
          aria-label="Filter the scenarios"
          placeholder="Filter scenarios"
          value={filter}
          onChange={event => setFilter(event.currentTarget.value)}
        />
        <Group gap={6} grow>
          <Button variant="default" size="compact-sm" leftSection={<IconPlus size={13} />} onClick={begin}>
            New
          </Button>
          <FileButton
            accept=".spec,.json,.txt"
            onChange={async file => {
              if (file) open(await importScenario(file, taken))
            }}
          >
            {props => (
              <Button variant="default" size="compact-sm" leftSection={<IconFileImport size={13} />} {...props}>
                Import
              </Button>
            )}
          </FileButton>
        </Group>
        <Link
          to="/sim"
          className={classes.item}
          activeOptions={{ exact: true }}
          activeProps={{ 'aria-current': 'page' }}
        >
          <span>Runs</span>
          <span className={classes.itemNote}>{runs.length === 0 ? '' : runs.length}</span>
        </Link>
      </div>
      <div className={classes.groups}>
        {error && !scenarios ? <FailureCard error={error} onRetry={refetch} /> : null}
        {!scenarios && !error ? <Loading what="the scenarios" /> : null}
        {scenarios ? <Groups lines={linesOf(scenarios, drafts)} filter={filter} runs={runs} /> : null}
      </div>
    </nav>
  )
}

function linesOf(scenarios: readonly ListedScenario[], drafts: readonly string[]): Line[] {
  const kept = scenarios.map(({ scenario: { name, title }, group }) => {
    return { name, title, group, isChanged: drafts.includes(name) }
  })
  const names = new Set(kept.map(({ name }) => name))
  const unsaved = drafts.filter(name => !names.has(name))
  return [...kept, ...unsaved.map(name => ({ name, title: '', group: 'Not saved yet', isChanged: true }))]
}

function Groups({
  lines,
  filter,
  runs,
}: {
  readonly lines: readonly Line[]
  readonly filter: string
  readonly runs: readonly RunSummary[]
}): ReactNode {
  const words = filter.trim().toLowerCase()
  const shown = lines.filter(({ name, title }) => `${name} ${title}`.toLowerCase().includes(words))
  if (shown.length === 0) return <p className={classes.nothing}>None of {lines.length} scenarios match.</p>
  return [...Map.groupBy(shown, ({ group }) => group)].map(([group, members]) => (
    <section key={group} aria-label={group}>
      <h2>{group}</h2>
      <ul>
        {members.map(line => (
          <li key={line.name}>
            <Item line={line} run={runs.find(({ scenario }) => scenario === line.name)} />
          </li>
        ))}
      </ul>
    </section>
  ))
}

function Item({ line, run }: { readonly line: Line; readonly run: RunSummary | undefined }): ReactNode {
  const { name, title, isChanged } = line
  return (
    <Link
      to="/sim/$scenario"
      params={{ scenario: name }}
      className={classes.item}
      activeOptions={{ includeSearch: false }}
      activeProps={{ 'aria-current': 'page' }}
      title={title === '' ? name : `${title}\n${name}`}
    >
      <span>{title === '' ? name : title}</span>
      {isChanged ? (
        <span className={classes.changed} title="Changed and not saved">
          changed
        </span>
      ) : null}
      {run ? (
        <span
          className={classes.dot}
          data-verdict={dotOf(run)}
          role="img"
          aria-label={`newest run: ${run.verdict ?? run.state}${run.asClaimed === false ? ', not as claimed' : ''}`}
        />
      ) : null}
    </Link>
  )
}

function dotOf({ state, verdict, asClaimed }: RunSummary): string {
  if (state !== 'finished') return state === 'running' ? 'running' : 'none'
  if (asClaimed !== null) return asClaimed ? 'good' : 'bad'
  return verdict === 'broken' ? 'bad' : 'good'
}
