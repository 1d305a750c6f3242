import { ActionIcon } from '@mantine/core'
import {
  IconAlertTriangle,
  IconBan,
  IconCircleCheck,
  IconCircleX,
  IconHelpCircle,
  IconX,
  type TablerIcon,
} from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef } from 'react'
import classes from './outcome-card.module.css'
import { OutcomeDetails } from './outcome-details.tsx'
import { describeResult, type ResultTone } from './send-result.ts'
import type { Composition } from './use-composition.ts'

const ICONS: Record<ResultTone, TablerIcon> = {
  good: IconCircleCheck,
  bad: IconCircleX,
  warning: IconAlertTriangle,
  unknown: IconHelpCircle,
  quiet: IconBan,
}

export interface OutcomeCardProps {
  readonly composition: Composition
  readonly onTakeVersion: (version: bigint) => void
  readonly onAnother: () => void
  readonly onGoTo: (from: number, to: number) => void
}

/** What became of the draft, as what it is; takes the focus when it appears. */
export function OutcomeCard(props: OutcomeCardProps): ReactNode {
  const { result, clear } = props.composition.sending
  const heading = useRef<HTMLHeadingElement>(null)
  const kind = result?.kind
  useEffect(() => {
    if (kind) heading.current?.focus()
  }, [kind])

  if (!result) return null
  const { tone, title } = describeResult(result)
  const Icon = ICONS[tone]
  const canClose = result.kind !== 'unknown' && result.kind !== 'committed'
  return (
    <section className={classes.card} data-tone={tone} aria-labelledby="outcome-title">
      <Icon size={20} stroke={1.75} className={classes.icon} aria-hidden="true" />
      <div className={classes.body}>
        <h2 id="outcome-title" ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <OutcomeDetails {...props} result={result} />
      </div>
      {canClose ? (
        <ActionIcon aria-label="Close the outcome" onClick={clear}>
          <IconX size={16} />
        </ActionIcon>
      ) : null}
    </section>
  )
}
