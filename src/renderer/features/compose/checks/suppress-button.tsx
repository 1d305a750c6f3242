import { Button, Group, Popover, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { flushSync } from 'react-dom'
import { SUPPRESSION_REASON_CHARACTERS_MAX } from '../../../../shared/contract/kept-draft.ts'
import type { Issue } from '../../../../shared/delta/issue.ts'
import type { Composition } from '../use-composition.ts'
import classes from './checks.module.css'
import { SUPPRESSED_TOGGLE_ID } from './suppressed-list.tsx'
import { suppress } from './suppressions.ts'

export interface SuppressButtonProps {
  readonly issue: Issue
  readonly composition: Composition
}

/** Takes the warnings of one rule out of the way of this draft, with a reason for whoever reads it later. Not for errors. */
export function SuppressButton({ issue, composition }: SuppressButtonProps): ReactNode {
  const { draft, isLocked, edit } = composition
  const [isAsking, setIsAsking] = useState(false)
  const [reason, setReason] = useState('')
  if (issue.severity !== 'warning' || isLocked) return null
  return (
    <Popover opened={isAsking} onChange={setIsAsking} position="bottom-start" trapFocus returnFocus width={320}>
      <Popover.Target>
        <Button size="compact-xs" variant="default" onClick={() => setIsAsking(!isAsking)}>
          Suppress …
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          className={classes.ask}
          onSubmit={event => {
            event.preventDefault()
            // The warning takes this form along, so the focus goes to where the rule is now.
            flushSync(() => edit(suppress(draft, issue.rule, reason)))
            document.getElementById(SUPPRESSED_TOGGLE_ID)?.focus()
          }}
        >
          <p>
            Every warning of <code>{issue.rule}</code> in this draft goes out of the way. It can be shown again.
          </p>
          <TextInput
            data-autofocus
            label="Reason (optional)"
            maxLength={SUPPRESSION_REASON_CHARACTERS_MAX}
            value={reason}
            onChange={event => setReason(event.currentTarget.value)}
          />
          <Group justify="flex-end" gap="xs">
            <Button size="compact-sm" variant="default" onClick={() => setIsAsking(false)}>
              Cancel
            </Button>
            <Button size="compact-sm" type="submit">
              Suppress
            </Button>
          </Group>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
