import { Textarea } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ParameterFate } from '../../../shared/connection/connection-parameters.ts'
import classes from './connections.module.css'
import type { Pasted } from './profile-draft.ts'

const FATES = {
  used: '',
  password: 'taken, not shown',
  service: 'looked up at each opening',
  'passed-over': 'changes nothing here',
  unknown: 'not known, left out',
} as const satisfies Record<ParameterFate, string>

export interface PasteFieldProps {
  readonly text: string
  readonly pasted: Pasted
  readonly onText: (text: string) => void
  readonly onLeave: () => void
}

/** Takes whatever says where a server is, and shows what was understood of it. It always says what the form says. */
export function PasteField({ text, pasted, onText, onLeave }: PasteFieldProps): ReactNode {
  return (
    <div className={classes.paste}>
      <Textarea
        label="Paste anything"
        description="A URI, host=… keywords, a psql command, a JDBC URL, or PGHOST=… lines."
        placeholder="postgresql://etl@db1.corp:5432/lake?schema=public"
        autosize
        minRows={2}
        maxRows={6}
        spellCheck={false}
        autoComplete="off"
        value={text}
        error={pasted.kind === 'invalid' ? pasted.message : undefined}
        onChange={event => onText(event.currentTarget.value)}
        onBlur={onLeave}
      />
      {pasted.kind === 'understood' ? <Understood pasted={pasted} /> : null}
    </div>
  )
}

function Understood({ pasted }: { readonly pasted: Extract<Pasted, { kind: 'understood' }> }): ReactNode {
  const known = pasted.parameters.filter(({ fate }) => fate !== 'unknown').length
  return (
    <div className={classes.understood}>
      <span>
        Understood {known} of {pasted.parameters.length}
      </span>
      <ul aria-label="What was understood">
        {pasted.parameters.map(({ name, value, fate }) => (
          <li key={name} data-fate={fate}>
            <code>{name}</code> {value}
            {FATES[fate] === '' ? null : <em>{FATES[fate]}</em>}
          </li>
        ))}
      </ul>
    </div>
  )
}
