import { Button, Group } from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Exploration } from '../../../../shared/contract/simulation-results.ts'
import { writerNames } from '../../../../shared/scenario/writer-names.ts'
import { formatCount } from '../../../ui/format.ts'
import classes from './results.module.css'
import { ScheduleLetters } from './schedule-letters.tsx'
import { Transcript } from './transcript.tsx'

export interface MinimalCardProps {
  readonly minimal: NonNullable<Exploration['minimal']>
  readonly onReplay: (() => void) | undefined
  readonly onEdit: () => void
}

/** The smallest order that breaks a promise, step by step. */
export function MinimalCard({
  minimal: { scenario, result, found, tries },
  onReplay,
  onEdit,
}: MinimalCardProps): ReactNode {
  const writers = writerNames(scenario)
  return (
    <section className={classes.minimal} aria-label="The smallest order that breaks it">
      <header>
        <h3>
          The smallest order that breaks it: {writers.length === 1 ? 'one writer' : `${writers.length} writers`},{' '}
          <ScheduleLetters schedule={result.schedule} />
        </h3>
        <Group gap={8}>
          <Button
            size="compact-sm"
            leftSection={<IconPlayerPlay size={13} stroke={2} />}
            disabled={!onReplay}
            onClick={onReplay}
          >
            Replay it
          </Button>
          <Button size="compact-sm" variant="default" onClick={onEdit}>
            Open as a scenario
          </Button>
        </Group>
      </header>
      <p className={classes.minimalNote}>
        Found as <ScheduleLetters schedule={found} /> and made smaller in {formatCount(tries)}{' '}
        {tries === 1 ? 'try' : 'tries'}. A letter is the next step of that writer.
      </p>
      <Transcript lines={result.transcript} writers={writers} />
    </section>
  )
}
