import { SegmentedControl } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { ListedScenario } from '../../../shared/contract/simulations.ts'
import { Screen } from '../../ui/screen.tsx'
import { Strip } from '../../ui/strip.tsx'
import { ScenarioForm } from './form/scenario-form.tsx'
import { RecentRuns } from './recent-runs.tsx'
import { RunBar } from './run-bar.tsx'
import { draftOfScenario, draftOfText, type ScenarioDraft } from './scenario-drafts.ts'
import { ScenarioMenu } from './scenario-menu.tsx'
import classes from './simulate.module.css'
import { SpecEditor } from './spec-editor.tsx'

export interface ScenarioDeskProps {
  readonly name: string
  /** Undefined: it was never saved. */
  readonly listed: ListedScenario | undefined
  readonly taken: readonly string[]
  readonly draft: ScenarioDraft
  readonly isChanged: boolean
  /** Undefined: what was changed is given up. */
  readonly onDraft: (draft: ScenarioDraft | undefined) => void
}

const VIEWS = ['form', 'text', 'both'] as const
type View = (typeof VIEWS)[number]

/** A scenario that was read, in its two forms, which are kept in step. */
export function ScenarioDesk(props: ScenarioDeskProps): ReactNode {
  const { name, listed, draft, isChanged, onDraft } = props
  const navigate = useNavigate()
  const search = useSearch({ from: '/scenarios/sim/$scenario' })
  // A text that cannot be read has nothing to show as a form.
  const view = VIEWS.find(one => one === search.view) ?? (draft.issues.length === 0 ? 'form' : listed ? 'both' : 'text')
  // The editor holds its text itself: it is made anew where the form has changed it.
  const [edition, setEdition] = useState(0)
  const { scenario, issues } = draft
  const [issue] = issues
  const show = (next: View) =>
    void navigate({ to: '/sim/$scenario', params: { scenario: name }, search: { view: next }, replace: true })
  return (
    <Screen
      title={<span title={scenario.name}>{scenario.title === '' ? scenario.name : scenario.title}</span>}
      facts={
        <>
          <code>{name}</code>
          <span>{listed === undefined ? 'not saved yet' : listed.origin === 'built-in' ? 'built in' : 'your own'}</span>
          {isChanged && listed ? <span className={classes.changed}>changed</span> : null}
        </>
      }
      actions={
        <>
          <SegmentedControl
            aria-label="Show the scenario as"
            value={view}
            data={[
              { value: 'form', label: 'Form' },
              { value: 'text', label: 'Text' },
              { value: 'both', label: 'Both' },
            ]}
            onChange={value => show(VIEWS.find(one => one === value) ?? 'form')}
          />
          <ScenarioMenu {...props} onReset={() => setEdition(edition + 1)} />
        </>
      }
    >
      <div className={classes.desk}>
        {scenario.teaches === '' ? null : <p className={classes.teaches}>{scenario.teaches}</p>}
        <RunBar
          scenario={scenario}
          isReadable={issues.length === 0}
          onRun={run => {
            onDraft(draftOfScenario({ ...scenario, run }))
            setEdition(edition + 1)
          }}
        />
        <RecentRuns scenario={name} />
        {issue ? (
          <Strip tone="error">
            {view === 'form' ? `Line ${issue.line} of the text: ` : `Line ${issue.line}, column ${issue.column}: `}
            {issue.message}
            {issues.length > 1 ? ` And ${issues.length - 1} more.` : ''}
          </Strip>
        ) : null}
        <div className={classes.editors} data-view={view}>
          {view === 'text' ? null : (
            <ScenarioForm
              scenario={scenario}
              onChange={next => {
                onDraft(draftOfScenario(next))
                setEdition(edition + 1)
              }}
            />
          )}
          {view === 'form' ? null : (
            <SpecEditor
              edition={edition}
              text={draft.text}
              issues={issues}
              onChange={text => onDraft(draftOfText(text, scenario))}
            />
          )}
        </div>
      </div>
    </Screen>
  )
}
