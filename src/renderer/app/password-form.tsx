import { Button, PasswordInput } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { ConnectionSummary } from '../../shared/contract/connections.ts'
import classes from './gate.module.css'

export interface PasswordFormProps {
  readonly connection: ConnectionSummary
  readonly why: string
  readonly onPassword: (password: string) => void
}

/** Asks for the password of a connection; it goes to the main process and is not kept on the page. */
export function PasswordForm({ connection, why, onPassword }: PasswordFormProps): ReactNode {
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
          <IconKey size={18} stroke={1.75} aria-hidden="true" /> Password of {profile.name}
        </h1>
        <p className={classes.place}>{place}</p>
        <p className={classes.text}>{why}</p>
        <PasswordInput
          size="xs"
          aria-label="Password"
          value={password}
          autoComplete="off"
          autoFocus
          onChange={event => setPassword(event.currentTarget.value)}
        />
        <p className={classes.text}>{KEPT[profile.secret.kind]}</p>
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

const KEPT = {
  ask: 'It is used for this opening and not kept.',
  memory: 'It is kept in memory until the program ends.',
  vault: 'It is encrypted with a key of the operating system.',
  pgpass: 'It is used for this opening and not kept.',
  command: 'It is used for this opening and not kept.',
} as const
