import { ActionIcon } from '@mantine/core'
import { IconCircleCheck, IconCircleX, IconX } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { formatDuration } from '../../../ui/format.ts'
import { InvalidDetails } from '../invalid-details.tsx'
import card from '../outcome-card.module.css'
import { describeResult } from '../send-result.ts'
import type { Composition } from '../use-composition.ts'
import { RehearsalDetails } from './rehearsal-details.tsx'
import type { DryRunAnswer } from './use-dry-run.ts'

export interface DryRunCardProps {
  readonly composition: Composition
  readonly onGoTo: (from: number, to: number) => void
}

/** What a dry run has found; takes the focus when it appears. */
export function DryRunCard({ composition, onGoTo }: DryRunCardProps): ReactNode {
  const { dryRunning, draft } = composition
  const { answer, clear } = dryRunning
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (answer) heading.current?.focus()
  }, [answer])
  if (!answer) return null
  const isGood = answer.kind === 'would-commit' || answer.kind === 'already-committed'
  const Icon = isGood ? IconCircleCheck : IconCircleX
  return (
    <section className={card.card} data-tone={isGood ? 'good' : 'bad'} aria-labelledby="dry-run-title">
      <Icon size={20} stroke={1.75} className={card.icon} aria-hidden="true" />
      <div className={card.body}>
        <h2 id="dry-run-title" ref={heading} tabIndex={-1}>
          {titleOf(answer)}
        </h2>
        {answer.kind === 'would-commit' ? <RehearsalDetails report={answer} /> : null}
        {answer.kind === 'invalid' ? (
          <InvalidDetails issues={answer.issues} text={draft.text} onGoTo={onGoTo} />
        ) : (
          <p>{sentenceOf(answer)}</p>
        )}
      </div>
      <ActionIcon aria-label="Close the dry run" onClick={clear}>
        <IconX size={16} />
      </ActionIcon>
    </section>
  )
}

function titleOf(answer: DryRunAnswer): string {
  switch (answer.kind) {
    case 'would-commit':
      return `Dry run: would be committed as v${answer.version}`
    case 'already-committed':
      return `Dry run: this draft is in the log as v${answer.version}`
    default:
      return `Dry run: ${describeResult(answer).title}`
  }
}

const ROLLED_BACK = 'Everything was rolled back; nothing was changed.'

function sentenceOf(answer: Exclude<DryRunAnswer, { kind: 'invalid' }>): string {
  switch (answer.kind) {
    case 'would-commit':
      return `${ROLLED_BACK} Somebody may still be quicker than the real commit.`
    case 'already-committed':
      return 'Committing it would find that version by its commit id and write nothing.'
    case 'version-conflict': {
      const [first] = answer.winners
      const by = first ? ` v${first.version} is by ${first.committer} (${first.operation}).` : ''
      return `It expects v${answer.expected}; the head is v${answer.actual}.${by} ${ROLLED_BACK}`
    }
    case 'database-error': {
      const constraint = answer.constraint === null ? '' : ` (${answer.constraint})`
      return `${answer.message}${constraint}. ${answer.detail ?? ''} ${ROLLED_BACK}`
    }
    case 'timeout':
      return `It waited ${formatDuration(answer.limitMs)}. ${ROLLED_BACK}`
    case 'cancelled':
      return ROLLED_BACK
    case 'failed':
      return `${answer.failure.detail} A dry run never sends COMMIT, so nothing was changed.`
  }
  return answer satisfies never
}
