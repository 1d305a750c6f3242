import { PasswordInput, Select } from '@mantine/core'
import type { ReactNode } from 'react'
import { isThisMachine, TLS_MODES, type TlsMode } from '../../../shared/connection/connection-parameters.ts'
import classes from './connections.module.css'
import { tlsModeOf, withParameter } from './profile-draft.ts'
import { type FieldsProps, ParameterField } from './server-fields.tsx'

const MEANINGS = {
  'verify-full': 'encrypts, and proves that the server is the one of this name',
  'verify-ca': 'encrypts, and proves that somebody you trust made the certificate',
  require: 'encrypts; who answers is not proven',
  prefer: 'encrypts where the server can; plain text where it cannot',
  allow: 'plain text where the server lets it; encrypts where it must',
  disable: 'never encrypts: everybody on the way can read and change everything',
} as const satisfies Record<TlsMode, string>

/** How the way to the server is protected, by libpq's names. */
export function TlsFields({ draft, onDraft }: FieldsProps): ReactNode {
  const { profile } = draft
  const mode = tlsModeOf(profile)
  const { host = '' } = profile.parameters
  const isWeak = mode !== 'verify-full' && mode !== 'verify-ca' && host !== '' && !isThisMachine(host)
  return (
    <>
      <Select
        label="TLS"
        data={[...TLS_MODES].reverse().map(each => ({ value: each, label: `${each} – ${MEANINGS[each]}` }))}
        value={mode}
        allowDeselect={false}
        onChange={value => onDraft(withParameter(draft, 'sslmode', value ?? ''))}
      />
      {isWeak ? (
        <p className={classes.weak} role="note">
          {host} is another machine, and with {mode} nothing proves that it is the one that answers.
        </p>
      ) : null}
      {mode === 'disable' ? null : (
        <>
          <ParameterField
            name="sslrootcert"
            isFile
            label="Trusted certificates"
            placeholder="~/.postgresql/root.crt where there is one, else those of the system"
            {...{ draft, onDraft }}
          />
          <div className={classes.grid} data-columns="two">
            <ParameterField name="sslcert" isFile label="Own certificate" placeholder="none" {...{ draft, onDraft }} />
            <ParameterField name="sslkey" isFile label="Key of it" placeholder="none" {...{ draft, onDraft }} />
          </div>
        </>
      )}
      {mode === 'disable' || !profile.parameters.sslkey ? null : (
        <PasswordInput
          size="xs"
          label="Passphrase of the key"
          placeholder="Only where the key is encrypted; kept in memory until the program ends"
          value={draft.passphrase}
          autoComplete="off"
          onChange={event => onDraft({ ...draft, passphrase: event.currentTarget.value })}
        />
      )}
    </>
  )
}
