import { ActionIcon, Button, Menu, TextInput } from '@mantine/core'
import { IconDots, IconDownload, IconRestore, IconTrash } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { Scenario } from '../../../shared/contract/scenarios.ts'
import { printJsonScenario } from '../../../shared/scenario/read-scenario.ts'
import { client } from '../../api/client.ts'
import { readFailure } from '../../api/failure.ts'
import { refreshScenarios } from '../../api/simulations.ts'
import { notify } from '../../app/notice.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { downloadText } from '../../ui/download-text.ts'
import type { ScenarioDeskProps } from './scenario-desk.tsx'
import { freeName, putDraft } from './scenario-drafts.ts'
import classes from './simulate.module.css'

const ICON = { size: 14, stroke: 1.75 } as const

/** Keeps a scenario, gives it up, hands it out as a file. */
export function ScenarioMenu(props: ScenarioDeskProps & { readonly onReset: () => void }): ReactNode {
  const { name, listed, draft, isChanged, taken, onDraft, onReset } = props
  const { scenario, issues } = draft
  const [isNaming, setNaming] = useState(false)
  const navigate = useNavigate()
  const isSavedHere = listed?.origin === 'own' && scenario.name === name
  const isReadable = issues.length === 0
  const save = async (cast: Scenario) => {
    await client.simulations.save({ scenario: cast })
    await refreshScenarios()
    putDraft(name, undefined)
    onReset()
    notify(`Saved ${cast.name}`)
    if (cast.name !== name) void navigate({ to: '/sim/$scenario', params: { scenario: cast.name } })
  }
  const press = () => {
    if (!isSavedHere) setNaming(true)
    else save(scenario).catch((error: unknown) => notify(readFailure(error).detail))
  }
  const forget = async () => {
    putDraft(name, draft)
    await client.simulations.forget({ name })
    await refreshScenarios()
    notify('Forgotten; its text is still here and not saved')
  }
  return (
    <>
      <Button variant="default" disabled={!isReadable || (isSavedHere && !isChanged)} onClick={press}>
        {isSavedHere ? 'Save' : 'Save as …'}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={30} aria-label="More about the scenario">
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconDownload {...ICON} />}
            onClick={() => downloadText(`${name}.spec`, draft.text, 'text/plain')}
          >
            Export as text (.spec)
          </Menu.Item>
          <Menu.Item
            leftSection={<IconDownload {...ICON} />}
            disabled={!isReadable}
            onClick={() => downloadText(`${name}.json`, printJsonScenario(scenario), 'application/json')}
          >
            Export as JSON
          </Menu.Item>
          <Menu.Item
            leftSection={<IconRestore {...ICON} />}
            disabled={!isChanged || !listed}
            onClick={() => {
              onDraft(undefined)
              onReset()
            }}
          >
            Give up the changes
          </Menu.Item>
          {listed?.origin === 'own' ? (
            <Menu.Item leftSection={<IconTrash {...ICON} />} onClick={() => void forget()}>
              Forget the scenario
            </Menu.Item>
          ) : null}
          {listed ? null : (
            <Menu.Item
              leftSection={<IconTrash {...ICON} />}
              onClick={() => {
                putDraft(name, undefined)
                void navigate({ to: '/sim' })
              }}
            >
              Throw it away
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Dialog opened={isNaming} onClose={() => setNaming(false)} title="Save the scenario" width={420}>
        <NameForm
          proposal={listed ? freeName(`my-${scenario.name}`, taken) : scenario.name}
          onSave={async chosen => {
            await save({ ...scenario, name: chosen })
            setNaming(false)
          }}
        />
      </Dialog>
    </>
  )
}

function NameForm({
  proposal,
  onSave,
}: {
  readonly proposal: string
  readonly onSave: (name: string) => Promise<void>
}): ReactNode {
  const [name, setName] = useState(proposal)
  const [problem, setProblem] = useState<string>()
  const isWord = /^[A-Za-z][A-Za-z0-9_-]{0,59}$/.test(name)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setProblem(undefined)
    onSave(name).catch((error: unknown) => setProblem(readFailure(error).detail))
  }
  return (
    <form className={classes.naming} onSubmit={submit}>
      <TextInput
        label="Name"
        description="One word of letters, digits, - and _. It is kept as a text file in the data folder."
        value={name}
        onChange={event => setName(event.currentTarget.value)}
        error={problem ?? (isWord ? undefined : 'A word that begins with a letter')}
        data-autofocus
      />
      <Button type="submit" disabled={!isWord}>
        Save
      </Button>
    </form>
  )
}
