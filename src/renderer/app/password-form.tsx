import { Button, PasswordInput } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { AskedSecret, ConnectionSummary } from '../../shared/contract/connections.ts'
import classes from './gate.module.css'

export interface PasswordFormProps {
  readonly connection: ConnectionSummary
  readonly asked: AskedSecret
  readonly onPassword: (password: string) => void
}

/** Asks for a secret of a connection or of the way there; it goes to the main process and is not kept on the page. */
export function PasswordForm({ connection, asked, onPassword }: PasswordFormProps): ReactNode {
  const [password, setPassword] = useState('')
  const { profile, place } = connection
  function submit(event: FormEvent): void {
    event.preventDefault()
    onPassword(password)
    setPassword('')
  }
  return (
    <div className={classes.page}>
      <form className={classes.card} onSubmit={submit}>
        <h1 className={classes.title}>
          <IconKey size={18} stroke={1.75} aria-hidden="true" /> {asked.title}
        </h1>
        <p className={classes.place}>{place}</p>
        <p className={classes.text}>{asked.why}</p>
        <PasswordInput
          size="xs"
          aria-label={asked.of === SERVER ? 'Password' : asked.title}
          value={password}
          autoComplete="off"
          autoFocus
          onChange={event => setPassword(event.currentTarget.value)}
        />
        <p className={classes.text}>{asked.of === SERVER ? KEPT[profile.secret.kind] : KEPT.memory}</p>
        <div className={classes.buttons}>
          <Button component={Link} to="/connections" variant="default">
            Other connections
          </Button>
          <Button type="submit">Connect</Button>
        </div>
      </form>
    </div>
  )
}

/** The name of the server's own password among the secrets of a connection. */
const SERVER = 'server'

const KEPT = {
  ask: 'It is used for this opening and not kept.',
  memory: 'It is kept in memory until the program ends.',
  vault: 'It is encrypted with a key of the operating system.',
  pgpass: 'It is used for this opening and not kept.',
  command: 'It is used for this opening and not kept.',
} as const
