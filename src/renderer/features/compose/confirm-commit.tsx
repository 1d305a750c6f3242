import { Button, Group, Modal, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { usePageConnection } from '../../api/connections.ts'
import { WriteButton } from '../../app/write-button.tsx'
import type { PlacedIssue } from './checks/placed-issues.ts'
import classes from './compose.module.css'
import { versionStanding } from './draft.ts'
import { EffectList } from './effect-summary.tsx'
import type { Composition } from './use-composition.ts'
import { whyToType } from './what-to-type.ts'

/** The last question: exactly what will be written, and what happens if somebody else is quicker. */
export function ConfirmCommit({ composition }: { readonly composition: Composition }): ReactNode {
  const { table, draft, effect, checks, isConfirming, stopAsking, commit } = composition
  const warnings = checks.warningCount
  const { expectedVersion } = draft
  const { forecasting } = composition
  const conflicts =
    forecasting.kind === 'answered' && forecasting.report.kind === 'forecast' ? forecasting.report.conflicts : 0
  const standing = versionStanding(expectedVersion, table.head)
  const [typed, setTyped] = useState('')
  const why = whyToType(effect, table, usePageConnection())
  const wanted = `${table.name} v${expectedVersion}`
  const mayCommit = composition.canCommit && (why === undefined || typed.trim() === wanted)
  function close(): void {
    setTyped('')
    stopAsking()
  }
  return (
    <Modal opened={isConfirming} onClose={close} withCloseButton={false} size={520}>
      <div className={classes.confirm}>
        <Modal.Title>
          Commit v{`${expectedVersion}`} of {table.name}?
        </Modal.Title>
        <EffectList effect={effect} />
        <p>
          Recorded as <b>{draft.operation.trim() || 'the operation of its commitInfo'}</b> by{' '}
          <b>{draft.committer.trim() || 'the database user'}</b>, commit id <code>{draft.commitId}</code>.
          {warnings > 0 ? ` ${warnings === 1 ? 'One warning stands' : `${warnings} warnings stand`}.` : ''}
          {checks.suppressed.length > 0 ? ` Suppressed: ${rulesOf(checks.suppressed).join(', ')}.` : ''}
        </p>
        {conflicts > 0 ? (
          <p className={classes.notKept}>
            The forecast counts {conflicts === 1 ? 'one conflict' : `${conflicts} conflicts`} with versions since v
            {`${draft.readVersion}`}. The writer compares versions, not content: it will not stop you.
          </p>
        ) : null}
        <p>
          {standing.kind === 'next'
            ? `If somebody else commits v${expectedVersion} first, nothing is written and you are told who it was.`
            : `The head is v${table.head}: this commit will be refused, and you are told by whom v${expectedVersion} is held.`}{' '}
          A commit is never changed afterwards; a later one can undo its files.
        </p>
        {why === undefined ? null : (
          <form
            onSubmit={event => {
              event.preventDefault()
              if (mayCommit) commit()
            }}
          >
            <p className={classes.notKept}>{why}</p>
            <TextInput
              data-autofocus
              label={`Type  ${wanted}  to commit`}
              value={typed}
              autoComplete="off"
              onChange={event => setTyped(event.currentTarget.value)}
            />
          </form>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <WriteButton data-autofocus={why === undefined || undefined} disabled={!mayCommit} onClick={commit}>
            Commit v{`${expectedVersion}`}
          </WriteButton>
        </Group>
      </div>
    </Modal>
  )
}

function rulesOf(issues: readonly PlacedIssue[]): string[] {
  return [...new Set(issues.map(({ issue }) => issue.rule))]
}
