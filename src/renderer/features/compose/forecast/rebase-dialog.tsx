import { Button, Group } from '@mantine/core'
import type { ReactNode } from 'react'
import type { RebaseReport } from '../../../../shared/contract/forecast.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { formatCount } from '../../../ui/format.ts'
import { PathText } from '../../../ui/path-text.tsx'
import type { Composition } from '../use-composition.ts'
import classes from './forecast.module.css'
import { CLASS_NAMES } from './forecast-words.ts'
import { CHANGE_NAMES } from './rebase-words.ts'
import type { RebaseAnswer } from './use-rebase.ts'

export interface RebaseDialogProps {
  readonly composition: Composition
  readonly onApply: (rebased: Extract<RebaseReport, { kind: 'rebased' }>) => void
}

/** What the draft would say differently on the head, before anything of it changes; or why it cannot go there. */
export function RebaseDialog({ composition, onApply }: RebaseDialogProps): ReactNode {
  const { answer, dismiss, ask, isAsking } = composition.rebasing
  // One button for both steps, so that it keeps the focus.
  const next =
    answer?.kind === 'conflict'
      ? { label: `I have looked: show the draft on v${composition.table.head}`, go: () => void ask(true) }
      : answer?.kind === 'rebased'
        ? { label: `Rebase to v${answer.expectedVersion}`, go: () => onApply(answer) }
        : undefined
  return (
    <Dialog opened={answer !== undefined} onClose={dismiss} title={titleOf(answer)} width={620}>
      {answer ? (
        <div className={classes.dialog}>
          <Body answer={answer} wasSent={composition.draft.wasSent} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={dismiss}>
              {answer.kind === 'rebased' ? 'Leave it as it is' : 'Close'}
            </Button>
            {next ? (
              <Button data-autofocus aria-busy={isAsking} onClick={next.go}>
                {next.label}
              </Button>
            ) : null}
          </Group>
        </div>
      ) : null}
    </Dialog>
  )
}

function titleOf(answer: RebaseAnswer | undefined): string {
  switch (answer?.kind) {
    case 'rebased':
      return `Rebase onto v${answer.readVersion}`
    case 'conflict':
      return `v${answer.version} is in the way: ${CLASS_NAMES[answer.class]}`
    case 'impossible':
      return 'This draft cannot be rebased'
    case 'current':
      return 'There is nothing to rebase onto'
    case 'committed':
      return `The draft is in the log as v${answer.version}`
    case 'invalid':
      return 'The draft cannot be read'
    case 'failed':
      return answer.failure.title
    case undefined:
      return ''
  }
  return answer satisfies never
}

function Body({ answer, wasSent }: { readonly answer: RebaseAnswer; readonly wasSent: boolean }): ReactNode {
  switch (answer.kind) {
    case 'rebased':
      return (
        <>
          <Changes report={answer} />
          {answer.cautions.map(caution => (
            <p key={caution}>{caution}</p>
          ))}
          <p>
            {wasSent
              ? 'It keeps its commit id, because it was sent before: should that attempt be in the log after all, sending it again finds it instead of committing twice.'
              : 'It gets a new commit id: the old one was never sent.'}{' '}
            Lines that need no change stay as you wrote them, byte for byte.
          </p>
        </>
      )
    case 'conflict':
      return <Obstacle answer={answer} />
    case 'impossible':
      return <p>{answer.reason}</p>
    case 'current':
      return <p>Nothing was committed since the draft’s base.</p>
    case 'committed':
      return <p>Sending it again would find that version by its commit id.</p>
    case 'invalid':
      return answer.issues.slice(0, 5).map(({ rule, message }) => <p key={`${rule} ${message}`}>{message}</p>)
    case 'failed':
      return <p>{answer.failure.detail} Nothing of the draft was changed.</p>
  }
  return answer satisfies never
}

function Obstacle({ answer }: { readonly answer: Extract<RebaseReport, { kind: 'conflict' }> }): ReactNode {
  const { reason, files, fileCount } = answer
  return (
    <>
      <p>{reason}</p>
      {files.length > 0 ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard
        <section className={classes.changesFrame} tabIndex={0} aria-label="The files that are in dispute">
          <ul className={classes.paths}>
            {files.map(path => (
              <li key={path}>
                <PathText path={path} />
              </li>
            ))}
            {fileCount > files.length ? <li>and {formatCount(fileCount - files.length)} more</li> : null}
          </ul>
        </section>
      ) : null}
      <p>
        Whoever has looked at the newer versions may still want this commit after them. The next step shows what of it
        can stand on the head; nothing is changed before you agree.
      </p>
    </>
  )
}

function Changes({ report }: { readonly report: Extract<RebaseReport, { kind: 'rebased' }> }): ReactNode {
  const { changes, changeCount } = report
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard
    <section className={classes.changesFrame} tabIndex={0} aria-label="What the rebase changes">
      <table className={classes.changes}>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Now</th>
            <th scope="col">Rebased</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ kind, subject, from, to }) => (
            <tr key={`${kind} ${subject}`}>
              <td>
                {CHANGE_NAMES[kind]}
                {subject === null ? null : <PathText path={subject} />}
              </td>
              <td>{from ?? '–'}</td>
              <td>{to ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {changeCount > changes.length ? <p>and {formatCount(changeCount - changes.length)} more</p> : null}
    </section>
  )
}
