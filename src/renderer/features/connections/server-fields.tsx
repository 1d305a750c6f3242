import { TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ConnectionParameter } from '../../../shared/connection/connection-parameters.ts'
import { PickButton } from '../../app/pick-button.tsx'
import classes from './connections.module.css'
import { type ProfileDraft, withParameter } from './profile-draft.ts'

export interface FieldsProps {
  readonly draft: ProfileDraft
  readonly onDraft: (draft: ProfileDraft) => void
}

/** Where the server is and which log on it is meant. */
export function ServerFields({ draft, onDraft }: FieldsProps): ReactNode {
  const { reference } = draft.profile
  const field = (name: ConnectionParameter, label: string, placeholder: string) => (
    <ParameterField name={name} label={label} placeholder={placeholder} draft={draft} onDraft={onDraft} />
  )
  return (
    <>
      {reference.kind === 'none' ? null : (
        <p className={classes.reference}>
          {reference.kind === 'service'
            ? `Taken from the service “${reference.name}” each time it is opened; what is said here comes over that.`
            : 'Taken from the PG* variables each time it is opened; what is said here comes over that.'}
        </p>
      )}
      <div className={classes.grid} data-columns="host">
        {field('host', 'Host, or folder of a unix socket', 'db1.corp')}
        {field('port', 'Port', '5432')}
      </div>
      <div className={classes.grid} data-columns="three">
        {field('user', 'User', 'postgres')}
        {field('dbname', 'Database', 'as the user')}
        {field('schema', 'Schema of the log', 'public')}
      </div>
      <ParameterField
        name="ssh"
        label="Through SSH"
        placeholder="straight"
        description="user@bastion.corp:22, several with commas between; ~/.ssh/config, ProxyJump, the agent and keys are used; a password or a code is asked for."
        draft={draft}
        onDraft={onDraft}
      />
    </>
  )
}

interface ParameterFieldProps extends FieldsProps {
  readonly name: ConnectionParameter
  readonly label: string
  readonly placeholder: string
  readonly description?: string
  /** The value is the path of a file. */
  readonly isFile?: boolean
}

export function ParameterField({ name, draft, onDraft, isFile, ...shown }: ParameterFieldProps): ReactNode {
  const picks = (
    <PickButton
      what="file"
      label={`Choose the file: ${shown.label}`}
      onPath={path => onDraft(withParameter(draft, name, path))}
    />
  )
  return (
    <TextInput
      {...shown}
      {...(isFile ? { rightSection: picks } : {})}
      value={draft.profile.parameters[name] ?? ''}
      spellCheck={false}
      autoComplete="off"
      onChange={event => onDraft(withParameter(draft, name, event.currentTarget.value.trim()))}
    />
  )
}
