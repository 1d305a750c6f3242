import { Button, CopyButton } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { isAsCommitted } from '../../shared/contract/mirror-verification.ts'
import type { Task, TaskOutcome, Verification } from '../../shared/contract/tasks.ts'
import { formatBytes, formatCount, formatDuration } from '../ui/format.ts'
import { ProblemList, problemText } from './problem-list.tsx'
import classes from './task-parts.module.css'
import { TaskButtons } from './task-progress.tsx'
import { VerifyReportList } from './verify-report.tsx'

/** How a task has ended: what it made, what stays, and the way on. */
export function TaskOutcomeCard({ task, actions }: { readonly task: Task; readonly actions?: ReactNode }): ReactNode {
  const { outcome } = task
  if (outcome === null) {
    return (
      <OutcomeCard tone="warning" title={`${task.title} was interrupted`} task={task} actions={actions}>
        <p className={classes.text}>The program that ran it ended. What it had done by then stays.</p>
      </OutcomeCard>
    )
  }
  return (
    <OutcomeCard tone={toneOf(outcome)} title={titleOf(task, outcome)} task={task} actions={actions}>
      <OutcomeBody outcome={outcome} />
    </OutcomeCard>
  )
}

interface OutcomeCardProps {
  readonly tone: 'good' | 'warning' | 'bad'
  readonly title: string
  readonly task: Task
  readonly actions: ReactNode
  readonly children: ReactNode
}

function OutcomeCard({ tone, title, task, actions, children }: OutcomeCardProps): ReactNode {
  const Icon = tone === 'good' ? IconCircleCheck : IconAlertTriangle
  const name = tableOf(task.outcome)
  return (
    <section className={classes.card} data-tone={tone} role={tone === 'bad' ? 'alert' : undefined} aria-label={title}>
      <div className={classes.head}>
        <Icon size={20} stroke={1.75} aria-hidden="true" />
        <h2 title={title}>{title}</h2>
        {name === undefined ? null : (
          <Button
            variant={task.state === 'done' ? 'filled' : 'default'}
            renderRoot={props => <Link to="/t/$name/history" params={{ name }} {...props} />}
          >
            Open its history
          </Button>
        )}
        <TaskButtons task={task} />
        {actions}
      </div>
      {children}
      {task.endedAt === null ? null : (
        <p className={classes.hint}>Took {formatDuration(Math.max(0, task.endedAt - task.startedAt))}.</p>
      )}
    </section>
  )
}

function OutcomeBody({ outcome }: { readonly outcome: TaskOutcome }): ReactNode {
  switch (outcome.kind) {
    case 'imported':
      return (
        <>
          <p className={classes.numbers}>
            <span>{formatCount(outcome.versions)} versions written</span>
            {outcome.skipped > 0 ? <span>{formatCount(outcome.skipped)} were there already</span> : null}
            <span>{formatCount(outcome.actions)} actions</span>
            <span>head v{String(outcome.head)}</span>
          </p>
          {outcome.isBase ? (
            <p className={classes.hint}>
              The state of version {String(outcome.first)} stands for what came before: older history is missing.
            </p>
          ) : null}
          {outcome.inspection ? (
            <p className={classes.hint}>For inspection only: it can be walked and compared, never committed to.</p>
          ) : null}
          {outcome.verification ? <VerificationList verification={outcome.verification} /> : null}
          {outcome.warnings.length > 0 ? (
            <ProblemList title={thingsToKnow(outcome.warnings.length)} problems={outcome.warnings} />
          ) : null}
        </>
      )
    case 'made':
      return <p className={classes.numbers}>{formatCount(outcome.head + 1n)} versions</p>
    case 'committed':
      return (
        <>
          {outcome.found ? (
            <p className={classes.text}>It had been committed before, and was found by its id.</p>
          ) : null}
          {outcome.filesAfter === null ? null : (
            <p className={classes.text}>
              Everything was done and rolled back. The table would have {formatCount(outcome.filesAfter)} files.
            </p>
          )}
        </>
      )
    case 'exported':
      return (
        <p className={classes.numbers}>
          <span>{formatCount(outcome.files)} files written</span>
          {outcome.skipped > 0 ? <span>{formatCount(outcome.skipped)} were there already</span> : null}
          <span>{formatBytes(outcome.bytes)}</span>
          <code>{outcome.folder}</code>
        </p>
      )
    case 'replayed':
      return (
        <p className={classes.numbers}>
          <span>
            {formatCount(outcome.committed)} versions {outcome.dryRun ? 'would be committed' : 'committed'}
          </span>
          {outcome.found > 0 ? <span>{formatCount(outcome.found)} were there already</span> : null}
          {outcome.skipped.length > 0 ? <span>skipped {outcome.skipped.join(', ')}</span> : null}
          <span>head v{String(outcome.head)}</span>
        </p>
      )
    case 'verified':
      return <VerifyReportList report={outcome.report} />
    case 'checkpointed':
      return (
        <p className={classes.numbers}>
          <span>v{String(outcome.version)}</span>
          <span>{formatCount(outcome.addFiles)} files of the table</span>
          <span>{formatBytes(outcome.sizeInBytes)}</span>
          <span>{outcome.form === 'v2' ? 'V2 with sidecars' : 'classic'}</span>
          {outcome.pointer === 'kept' ? <span>_last_checkpoint names a newer one</span> : null}
        </p>
      )
    case 'stopped':
      return (
        <p className={classes.text}>
          {conflictText(outcome.outcome)} {outcome.name} stays at version {String(outcome.head)}.
        </p>
      )
    case 'refused':
      return (
        <>
          <CopyButton value={outcome.problems.map(problemText).join('\n')}>
            {({ copied, copy }) => (
              <Button variant="default" size="compact-xs" onClick={copy}>
                {copied ? 'Copied' : 'Copy report'}
              </Button>
            )}
          </CopyButton>
          <ProblemList
            title={outcome.problems.length === 1 ? 'One problem' : `${formatCount(outcome.problems.length)} problems`}
            problems={outcome.problems}
          />
          {outcome.kept ? null : <p className={classes.hint}>Nothing was written.</p>}
        </>
      )
    case 'cancelled':
      return <p className={classes.text}>{outcome.message}</p>
    case 'failed':
      return (
        <p className={classes.text}>
          {outcome.message}
          {outcome.sqlState ? ` SQLSTATE ${outcome.sqlState}.` : ''}
          {outcome.reference ? ` Reference ${outcome.reference}.` : ''}
        </p>
      )
  }
  return outcome satisfies never
}

function VerificationList({ verification }: { readonly verification: Verification }): ReactNode {
  const { head, checkpoints, checksums, commits, differences } = verification
  const isSame = (part: RegExp) => !differences.some(({ rule, file }) => part.test(`${rule} ${file ?? ''}`))
  const lines: readonly (readonly [boolean, string])[] = [
    [head === 'same', 'The state at the head is the source’s'],
    ...(checkpoints > 0 ? [[isSame(/checkpoint/), `${formatCount(checkpoints)} checkpoints compared`] as const] : []),
    ...(checksums > 0 ? [[isSame(/\.crc$/), `${formatCount(checksums)} version checksums compared`] as const] : []),
    [isSame(/^verify\.commit/), `${formatCount(commits)} commits compared byte by byte`],
  ]
  return (
    <>
      <ul className={classes.checks} aria-label="Verification">
        {lines.map(([isGood, text]) => (
          <li key={text} data-tone={isGood ? 'good' : 'bad'}>
            {isGood ? (
              <IconCircleCheck size={15} aria-label="same" />
            ) : (
              <IconCircleX size={15} aria-label="different" />
            )}
            {text}
          </li>
        ))}
      </ul>
      {differences.length > 0 ? <ProblemList title="What differs from the source" problems={differences} /> : null}
    </>
  )
}

function toneOf(outcome: TaskOutcome): OutcomeCardProps['tone'] {
  switch (outcome.kind) {
    case 'imported':
      return outcome.inspection || (outcome.verification?.differences.length ?? 0) > 0 ? 'warning' : 'good'
    case 'verified':
      return isAsCommitted(outcome.report) ? 'good' : 'warning'
    case 'made':
    case 'committed':
    case 'exported':
    case 'replayed':
    case 'checkpointed':
      return 'good'
    case 'cancelled':
      return 'warning'
    default:
      return 'bad'
  }
}

function titleOf(task: Task, outcome: TaskOutcome): string {
  switch (outcome.kind) {
    case 'imported':
    case 'made':
      return `${outcome.name} is here`
    case 'committed':
      return outcome.dryRun
        ? `The file would become v${outcome.version} of ${outcome.name}`
        : `The file is v${outcome.version} of ${outcome.name}`
    case 'exported':
      return 'The files are written'
    case 'replayed':
      return outcome.dryRun ? 'The replay would succeed' : `Replayed onto ${outcome.name}`
    case 'verified':
      return isAsCommitted(outcome.report)
        ? `The files of ${outcome.name} are what was committed`
        : `The files of ${outcome.name} are not what was committed`
    case 'checkpointed':
      return `The checkpoint of ${outcome.name} is written and verified`
    case 'stopped':
      return task.input.kind === 'commit'
        ? `${outcome.name} has no version ${outcome.version} from this file`
        : `The replay stopped before version ${outcome.version}`
    case 'refused':
      if (task.input.kind === 'commit') return 'This file cannot be committed'
      return task.input.kind === 'import' ? 'This log cannot be imported' : `${task.title} was refused`
    case 'cancelled':
      return `${task.title} was cancelled`
    case 'failed':
      return `${task.title} has failed`
  }
}

/** The table that a person wants to see next. */
function tableOf(outcome: TaskOutcome | null): string | undefined {
  switch (outcome?.kind) {
    case 'imported':
    case 'made':
      return outcome.name
    case 'replayed':
    case 'committed':
      return outcome.dryRun ? undefined : outcome.name
    case 'stopped':
      return outcome.tableId === null || outcome.head < 0n ? undefined : outcome.name
    case 'cancelled':
    case 'refused':
      return outcome.kept && outcome.kept.head >= 0n ? outcome.kept.name : undefined
    default:
      return undefined
  }
}

/** Why a version could not be committed, in one sentence. */
export function conflictText(outcome: Extract<TaskOutcome, { kind: 'stopped' }>['outcome']): string {
  switch (outcome.kind) {
    case 'version-conflict':
      return `Version ${outcome.expected} was wanted, and the table is at ${outcome.actual}: somebody else has committed.`
    case 'invalid':
      return outcome.issues.find(({ severity }) => severity === 'error')?.message ?? 'The commit breaks a rule.'
    case 'database-error':
    case 'unknown':
      return outcome.message
    case 'timeout':
      return `The commit waited longer than ${outcome.limitMs} ms at ${outcome.step}.`
    case 'cancelled':
    case 'committed':
      return ''
  }
}

function thingsToKnow(count: number): string {
  return count === 1 ? 'One thing to know' : `${formatCount(count)} things to know`
}
