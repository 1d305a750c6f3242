import { Button, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { Level } from '../../shared/connection/safety.ts'
import type { ConnectionSummary } from '../../shared/contract/connections.ts'
import { Dialog } from '../ui/dialog.tsx'
import classes from './raise-dialog.module.css'
import { LEVEL_MEANINGS, LEVEL_NAMES } from './safety-words.ts'
import { setLevel } from './set-level.ts'

const WIDTH = 460

export interface RaiseDialogProps {
  readonly connection: ConnectionSummary
  readonly level: Level
  readonly onClose: () => void
}

/** On production a higher level is asked for by typing the name of the connection. */
export function RaiseDialog({ connection, level, onClose }: RaiseDialogProps): ReactNode {
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<string>()
  const { name, elevationMinutes } = connection.profile

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    const why = await setLevel(connection, level, typed)
    if (why === undefined) onClose()
    else setProblem(why)
  }

  return (
    <Dialog opened onClose={onClose} title={`Raise ${name} to ${LEVEL_NAMES[level].toLowerCase()}`} width={WIDTH}>
      <form className={classes.form} onSubmit={event => void submit(event)}>
        <p className={classes.text}>
          This is production. {LEVEL_MEANINGS[level]} The level falls back by itself after {elevationMinutes} minutes,
          and when the machine sleeps. It is written down in the activity.
        </p>
        <TextInput
          label={
            <>
              Type <code>{name}</code> to raise the level
            </>
          }
          value={typed}
          error={problem}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
          onChange={event => setTyped(event.currentTarget.value)}
        />
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" color="red" disabled={typed.trim() !== name}>
            Raise for {elevationMinutes} minutes
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
