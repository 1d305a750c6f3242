import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { MirrorSummary } from '../../../shared/contract/mirrors.ts'
import { CopyIcon } from '../../ui/copy-icon.tsx'
import { type Fact, FactList } from '../../ui/fact-list.tsx'
import { formatCount } from '../../ui/format.ts'
import { Age, Time } from '../../ui/values.tsx'
import { AttemptTimeline } from './attempt-timeline.tsx'
import { DivergenceNote } from './divergence-note.tsx'
import classes from './mirror.module.css'
import { MirrorActions } from './mirror-actions.tsx'
import { lagText, standingOf, untilText, versionText } from './mirror-words.ts'
import { MirrorWork } from './mirror-work.tsx'
import { ReaderFacts } from './reader-facts.tsx'
import { StandingMark } from './standing-mark.tsx'
import type { MirrorCommands } from './use-mirror-commands.ts'

interface MirrorInspectorProps {
  readonly mirror: MirrorSummary
  readonly commands: MirrorCommands
  /** The screen is about this mirror alone: its name and its divergence stand elsewhere. */
  readonly isAlone?: boolean
}

/** One mirror: how it stands, what can be done, what failed, what a reader of files sees, and the checks of it. */
export function MirrorInspector({ mirror, commands, isAlone = false }: MirrorInspectorProps): ReactNode {
  const { name, state, reason } = mirror
  return (
    <section className={classes.inspector} aria-label={`Mirror of ${name}`}>
      {isAlone ? null : (
        <div className={classes.inspectorHead}>
          <h2>
            <Link to="/t/$name/mirror" params={{ name }} title={name}>
              {name}
            </Link>
          </h2>
          <StandingMark standing={standingOf(mirror)} />
        </div>
      )}
      <MirrorActions mirror={mirror} commands={commands} />
      {state === 'diverged' && !isAlone ? <DivergenceNote mirror={mirror} /> : null}
      {state === 'refused' ? <p className={classes.note}>{reason}</p> : null}
      <MirrorWork mirror={mirror} commands={commands} />
      <FactList label="How the mirror stands" facts={factsOf(mirror)} />
      <h3>What a file-only reader sees now</h3>
      <ReaderFacts mirror={mirror} />
      <h3>Failed attempts</h3>
      <AttemptTimeline mirror={mirror} />
    </section>
  )
}

function factsOf(mirror: MirrorSummary): Fact[] {
  const { target, ratified, published, publishedAt, lagMs, failure, publisher, checkpoint, reconciledAt, logStart } =
    mirror
  const behind = ratified - published
  const facts: (Fact | undefined)[] = [
    {
      name: 'Target',
      value: (
        <span className={classes.target}>
          <code>{target}</code> <CopyIcon value={target} what="the target" />
        </span>
      ),
    },
    {
      name: 'Published',
      value: (
        <>
          {versionText(published)} of {versionText(ratified)}
          {behind > 0n ? `, ${formatCount(behind)} behind` : ''}
          {publishedAt === null ? null : (
            <>
              {' · '}
              <Age at={publishedAt} />
            </>
          )}
        </>
      ),
    },
    lagMs === null ? undefined : { name: 'Lag', value: lagText(lagMs) },
    failure
      ? {
          name: 'Failing',
          value: (
            <>
              {formatCount(failure.attempts)} {failure.attempts === 1 ? 'attempt' : 'attempts'}
              {failure.since === null ? null : (
                <>
                  {' since '}
                  <Time at={failure.since} />
                </>
              )}
              {mirror.state === 'active' ? `; next ${untilText(failure.nextAttemptAt, Date.now())}` : ''}
            </>
          ),
        }
      : undefined,
    { name: 'Publisher', value: publisher ?? 'none has this table just now' },
    {
      name: 'Checkpoint',
      value: checkpoint.error ? (
        <span className={classes.bad}>{checkpoint.error}</span>
      ) : checkpoint.version === null ? (
        'none yet'
      ) : (
        `v${checkpoint.version}, verified`
      ),
    },
    {
      name: 'Held against its target',
      value: reconciledAt === null ? 'not yet' : <Age at={reconciledAt} />,
    },
    logStart > 0n ? { name: 'Log begins with', value: `v${logStart}; older commit files were removed` } : undefined,
  ]
  return facts.filter(fact => fact !== undefined)
}
