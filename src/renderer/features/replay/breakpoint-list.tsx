import { ActionIcon, Button, Select, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import type { Breakpoint } from '../../../shared/contract/task-inputs.ts'
import classes from './replay.module.css'

const KINDS = [
  { value: 'file-either', label: 'A file is added or removed' },
  { value: 'file-added', label: 'A file is added' },
  { value: 'file-removed', label: 'A file is removed' },
  { value: 'protocol', label: 'The protocol changes' },
  { value: 'schema', label: 'The schema changes' },
  { value: 'commitInfo', label: 'commitInfo holds a text' },
] as const

type Kind = (typeof KINDS)[number]['value']

interface BreakpointListProps {
  readonly breakpoints: readonly Breakpoint[]
  readonly onChange: (breakpoints: readonly Breakpoint[]) => void
}

/** Where a replay stops by itself. */
export function BreakpointList({ breakpoints, onChange }: BreakpointListProps): ReactNode {
  const [kind, setKind] = useState<Kind>('schema')
  const [text, setText] = useState('')
  const needsText = kind !== 'protocol' && kind !== 'schema'
  return (
    <fieldset className={classes.options}>
      <legend>Breakpoints</legend>
      {breakpoints.length === 0 ? null : (
        <ul className={classes.hits}>
          {breakpoints.map((breakpoint, index) => (
            <li key={breakpointText(breakpoint)}>
              {breakpointText(breakpoint)}
              <ActionIcon
                size={20}
                aria-label={`Remove the breakpoint: ${breakpointText(breakpoint)}`}
                onClick={() => onChange(breakpoints.filter((_, at) => at !== index))}
              >
                <IconTrash size={13} />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
      <div className={classes.pair}>
        <Select
          label="Stop before a version in which"
          data={[...KINDS]}
          value={kind}
          allowDeselect={false}
          onChange={value => value && setKind(value as Kind)}
        />
        {needsText ? (
          <TextInput
            label={kind === 'commitInfo' ? 'Text' : 'Part of its path'}
            value={text}
            spellCheck={false}
            onChange={event => setText(event.currentTarget.value)}
          />
        ) : null}
        <Button
          variant="default"
          disabled={needsText && text === ''}
          onClick={() => {
            const added = breakpointOf(kind, text)
            const others = breakpoints.filter(other => breakpointText(other) !== breakpointText(added))
            onChange([...others, added])
            setText('')
          }}
        >
          Add
        </Button>
      </div>
    </fieldset>
  )
}

function breakpointOf(kind: Kind, text: string): Breakpoint {
  switch (kind) {
    case 'file-either':
      return { kind: 'file', change: 'either', path: text }
    case 'file-added':
      return { kind: 'file', change: 'added', path: text }
    case 'file-removed':
      return { kind: 'file', change: 'removed', path: text }
    case 'protocol':
    case 'schema':
      return { kind }
    case 'commitInfo':
      return { kind, text }
  }
}

function breakpointText(breakpoint: Breakpoint): string {
  switch (breakpoint.kind) {
    case 'file': {
      const change = breakpoint.change === 'either' ? 'added or removed' : breakpoint.change
      return `“${breakpoint.path}” is ${change}`
    }
    case 'protocol':
      return 'the protocol changes'
    case 'schema':
      return 'the schema changes'
    case 'commitInfo':
      return `commitInfo holds “${breakpoint.text}”`
  }
}
