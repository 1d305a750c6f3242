import { PasswordInput, Radio, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import type { SecretSource, VaultState } from '../../../shared/contract/connections.ts'
import classes from './connections.module.css'
import type { FieldsProps } from './server-fields.tsx'

export interface PasswordFieldsProps extends FieldsProps {
  readonly vault: VaultState
}

/** Where the password comes from. A field is write-only: what is kept never comes back to the page. */
export function PasswordFields({ draft, onDraft, vault }: PasswordFieldsProps): ReactNode {
  const { secret } = draft.profile
  const choose = (source: SecretSource) => onDraft({ ...draft, profile: { ...draft.profile, secret: source } })
  const label = LABELS[secret.kind]
  return (
    <>
      <Radio.Group
        aria-label="Where the password comes from"
        value={secret.kind}
        onChange={kind => choose(sourceOf(kind))}
      >
        <div className={classes.choices}>
          <Radio size="xs" value="memory" label="Kept in memory until the program ends" />
          <Radio
            size="xs"
            value="vault"
            label="Kept in the keychain of the operating system"
            description={vault.kind === 'os' ? undefined : vault.note}
            disabled={vault.kind !== 'os'}
          />
          <Radio size="xs" value="ask" label="Asked for at each opening" />
          <Radio size="xs" value="pgpass" label="Read from .pgpass or PGPASSFILE" />
          <Radio
            size="xs"
            value="command"
            label="Printed by a command"
            description={vault.kind === 'os' ? undefined : 'Only in the desktop program.'}
            disabled={vault.kind !== 'os'}
          />
        </div>
      </Radio.Group>
      {label ? (
        <PasswordInput
          size="xs"
          label={label}
          placeholder={secret.kind === 'ask' ? 'It is used for the test and not kept' : 'Left empty: as it is kept'}
          value={draft.password}
          autoComplete="off"
          onChange={event => onDraft({ ...draft, password: event.currentTarget.value })}
        />
      ) : null}
      {secret.kind === 'command' ? (
        <TextInput
          label="Command"
          description="Its first line is the password. It is run without a shell."
          placeholder="pass show lake/prod"
          value={secret.command}
          spellCheck={false}
          onChange={event => choose({ kind: 'command', command: event.currentTarget.value })}
        />
      ) : null}
    </>
  )
}

/** Sources that look the password up themselves are asked for nothing. */
const LABELS: Readonly<Record<SecretSource['kind'], string | undefined>> = {
  memory: 'Password',
  vault: 'Password',
  ask: 'Password for a test',
  pgpass: undefined,
  command: undefined,
}

function sourceOf(kind: string): SecretSource {
  switch (kind) {
    case 'ask':
    case 'vault':
    case 'pgpass':
      return { kind }
    case 'command':
      return { kind, command: '' }
    default:
      return { kind: 'memory' }
  }
}
