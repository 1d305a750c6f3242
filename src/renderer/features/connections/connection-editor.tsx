import { Button, TextInput } from '@mantine/core'
import { IconStethoscope } from '@tabler/icons-react'
import { type FormEvent, type ReactNode, useState } from 'react'
import { printConnectionUri } from '../../../shared/connection/print-connection-uri.ts'
import type { ConnectionsEvent } from '../../../shared/contract/connections.ts'
import { client } from '../../api/client.ts'
import { readFailure } from '../../api/failure.ts'
import { showConnection } from '../../api/page-connection.ts'
import { notify } from '../../app/notice.tsx'
import { Strip } from '../../ui/strip.tsx'
import classes from './connections.module.css'
import { DoctorPanel } from './doctor-panel.tsx'
import { PasswordFields } from './password-fields.tsx'
import { PasteField } from './paste-field.tsx'
import { environmentOf, type Pasted, type ProfileDraft, paste, problemOf, spoken } from './profile-draft.ts'
import { RemoveButton } from './remove-button.tsx'
import { SafetyFields } from './safety-fields.tsx'
import { ServerFields } from './server-fields.tsx'
import { TlsFields } from './tls-fields.tsx'
import { useDoctor } from './use-doctor.ts'

export interface ConnectionEditorProps {
  readonly initial: ProfileDraft
  readonly isSaved: boolean
  readonly event: ConnectionsEvent
  readonly onSaved: (id: string) => void
  readonly onRemoved: () => void
}

const NOTHING: Pasted = { kind: 'nothing' }

/** One connection as a form and as text, which always say the same; tested as it stands, kept when it is saved. */
export function ConnectionEditor({ initial, isSaved, event, onSaved, onRemoved }: ConnectionEditorProps): ReactNode {
  const [draft, setDraft] = useState(initial)
  const [text, setText] = useState(() => printConnectionUri(initial.profile.parameters))
  const [pasted, setPasted] = useState(NOTHING)
  const [problem, setProblem] = useState<string>()
  const doctor = useDoctor()
  const { profile } = draft
  const [typed, setTyped] = useState('')
  const saved = event.connections.find(known => known.profile.id === profile.id)
  const isTaken = saved?.environment === 'production' && environmentOf(profile, event.folders) !== 'production'
  const untyped = isTaken && typed.trim() !== saved.profile.name ? 'Its name must be typed.' : undefined
  const missing = problemOf(draft) ?? untyped

  function change(next: ProfileDraft): void {
    setDraft(next)
    setText(printConnectionUri(next.profile.parameters))
    setPasted(NOTHING)
  }
  function changeText(next: string): void {
    const found = paste(draft, next)
    setText(next)
    setPasted(found)
    if (found.kind === 'understood') setDraft(found.draft)
  }
  async function save(): Promise<boolean> {
    setProblem(undefined)
    try {
      await client.connections.save({ ...spoken(draft), ...(isTaken && { typed }) })
      setDraft({ profile, password: '', passphrase: '' })
      onSaved(profile.id)
      return true
    } catch (error) {
      setProblem(readFailure(error).detail)
      return false
    }
  }
  async function connect(submitted: FormEvent): Promise<void> {
    submitted.preventDefault()
    if (await save()) showConnection(profile.id)
  }

  return (
    <form className={classes.editor} aria-label={`Connection ${profile.name}`} onSubmit={found => void connect(found)}>
      <div className={classes.fields}>
        {problem ? <Strip tone="error">{problem}</Strip> : null}
        <TextInput
          label="Name"
          value={profile.name}
          maxLength={100}
          onChange={({ currentTarget }) => setDraft({ ...draft, profile: { ...profile, name: currentTarget.value } })}
        />
        <PasteField
          text={text}
          pasted={pasted}
          onText={changeText}
          onLeave={() => (pasted.kind === 'understood' ? setText(printConnectionUri(profile.parameters)) : undefined)}
        />
        <Section title="Server">
          <ServerFields draft={draft} onDraft={change} />
        </Section>
        <Section title="Password">
          <PasswordFields draft={draft} onDraft={change} vault={event.vault} />
        </Section>
        <Section title="Encryption">
          <TlsFields draft={draft} onDraft={change} />
        </Section>
        <Section title="Safety">
          <SafetyFields draft={draft} onDraft={change} folders={event.folders} />
          {isTaken ? (
            <TextInput
              label={`This connection is production. Type ${saved.profile.name} to make it anything else`}
              value={typed}
              autoComplete="off"
              spellCheck={false}
              onChange={({ currentTarget }) => setTyped(currentTarget.value)}
            />
          ) : null}
        </Section>
        <DoctorPanel doctor={doctor} place={printConnectionUri(profile.parameters)} />
      </div>
      <footer className={classes.footer}>
        {isSaved ? <RemoveButton profile={profile} onRemoved={onRemoved} /> : null}
        <span className={classes.space}>{missing}</span>
        <Button
          variant="default"
          leftSection={<IconStethoscope size={14} stroke={1.75} />}
          disabled={missing !== undefined}
          onClick={() => doctor.examine(draft)}
        >
          Test
        </Button>
        <Button
          variant="default"
          disabled={missing !== undefined}
          onClick={() => void save().then(isKept => isKept && notify(`Saved ${profile.name}`))}
        >
          Save
        </Button>
        <Button type="submit" disabled={missing !== undefined}>
          Save and connect
        </Button>
      </footer>
    </form>
  )
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <fieldset className={classes.section}>
      <legend>{title}</legend>
      {children}
    </fieldset>
  )
}
