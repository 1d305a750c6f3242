import { Button, Select, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import { ENVIRONMENTS, LEVELS } from '../../../shared/connection/safety.ts'
import type { ConnectionFolder } from '../../../shared/contract/connections.ts'
import { client } from '../../api/client.ts'
import { readFailure } from '../../api/failure.ts'
import { ENVIRONMENT_NAMES, LEVEL_NAMES } from '../../app/safety-words.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Strip } from '../../ui/strip.tsx'
import classes from './connections.module.css'

const WIDTH = 440

export interface FolderDialogProps {
  /** Undefined: a new one. */
  readonly folder: ConnectionFolder | undefined
  readonly onClose: () => void
}

/** A folder and what its connections inherit. */
export function FolderDialog({ folder, onClose }: FolderDialogProps): ReactNode {
  const [draft, setDraft] = useState(folder ?? { name: '', environment: null, level: null })
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<string>()
  const done = (work: Promise<void>) => work.then(onClose, (error: unknown) => setProblem(readFailure(error).detail))

  function submit(event: FormEvent): void {
    event.preventDefault()
    void done(client.connections.saveFolder({ ...draft, typed }))
  }

  return (
    <Dialog opened onClose={onClose} title={folder ? `Folder ${folder.name}` : 'New folder'} width={WIDTH}>
      <form className={classes.dialog} onSubmit={submit}>
        {problem ? <Strip tone="error">{problem}</Strip> : null}
        <TextInput
          label="Name"
          value={draft.name}
          disabled={folder !== undefined}
          maxLength={100}
          data-autofocus
          onChange={event => setDraft({ ...draft, name: event.currentTarget.value })}
        />
        <Select
          label="Environment of its connections"
          description="Where they do not say another themselves."
          data={ENVIRONMENTS.map(value => ({ value, label: ENVIRONMENT_NAMES[value] }))}
          value={draft.environment}
          placeholder="not said"
          clearable
          onChange={value => setDraft({ ...draft, environment: ENVIRONMENTS.find(each => each === value) ?? null })}
        />
        <Select
          label="They open"
          data={LEVELS.map(value => ({ value, label: LEVEL_NAMES[value] }))}
          value={draft.environment === 'production' ? 'read-only' : draft.level}
          placeholder="as the environment says"
          disabled={draft.environment === 'production'}
          clearable
          onChange={value => setDraft({ ...draft, level: LEVELS.find(each => each === value) ?? null })}
        />
        {folder?.environment === 'production' ? (
          <TextInput
            label="To take production away, type the name of one of its connections"
            value={typed}
            autoComplete="off"
            spellCheck={false}
            onChange={event => setTyped(event.currentTarget.value)}
          />
        ) : null}
        <div className={classes.buttons}>
          {folder ? (
            <Button
              variant="default"
              onClick={() => void done(client.connections.removeFolder({ name: folder.name, typed }))}
            >
              Remove; its connections stay
            </Button>
          ) : null}
          <span className={classes.space} />
          <Button type="submit" disabled={draft.name.trim() === ''}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
