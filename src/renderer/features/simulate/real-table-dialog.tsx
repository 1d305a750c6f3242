import { Button, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { Scenario } from '../../../shared/contract/scenarios.ts'
import type { RunWish } from '../../../shared/contract/simulations.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { EstimateLine, useEstimate } from './estimate-line.tsx'
import classes from './simulate.module.css'

export interface RealTableDialogProps {
  readonly opened: boolean
  readonly scenario: Scenario
  readonly onClose: () => void
  readonly onRun: (table: NonNullable<RunWish['realTable']>) => Promise<void>
}

/** Writing to a real table is decided by typing its name twice; what stays in its history is said before. */
export function RealTableDialog({ opened, scenario, onClose, onRun }: RealTableDialogProps): ReactNode {
  return (
    <Dialog opened={opened} onClose={onClose} title="Run on a real table" width={520}>
      <Question scenario={scenario} onClose={onClose} onRun={onRun} />
    </Dialog>
  )
}

function Question({ scenario, onClose, onRun }: Omit<RealTableDialogProps, 'opened'>): ReactNode {
  const [name, setName] = useState('')
  const [typed, setTyped] = useState('')
  const isTyped = name !== '' && typed === name
  const estimate = useEstimate({ scenario, mode: scenario.run, realTable: { name, typed } }, isTyped)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void onRun({ name, typed }).then(onClose)
  }
  return (
    <form className={classes.naming} onSubmit={submit}>
      <p>
        The writers commit to the table for good: their versions stay in its history, with files that do not exist. Take
        a clone instead where a copy will do: <code>clone "name"</code> in the scenario’s table.
      </p>
      <TextInput
        label="Table"
        value={name}
        onChange={event => setName(event.currentTarget.value.trim())}
        data-autofocus
        autoComplete="off"
      />
      <TextInput
        label="Type its name once more"
        value={typed}
        onChange={event => setTyped(event.currentTarget.value.trim())}
        error={typed === '' || name.startsWith(typed) ? undefined : 'It is not the same name'}
        autoComplete="off"
      />
      {isTyped ? <EstimateLine estimate={estimate} /> : null}
      <Button
        type="submit"
        color="red"
        disabled={!isTyped || !estimate.data || estimate.data.refusal !== null || estimate.isPlaceholderData}
      >
        {name === '' ? 'Write to it' : `Write to ${name}`}
      </Button>
    </form>
  )
}
