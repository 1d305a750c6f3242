import { Checkbox, Chip, Group, NumberInput, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { type RunMode, SIMULATED_STRATEGIES } from '../../../shared/contract/scenarios.ts'
import { SCHEDULES_RUN_MAX, SIMULATION_SECONDS_MAX } from '../../../shared/limits.ts'
import { letterOf } from '../../../shared/scenario/schedule.ts'
import { writerNames } from '../../../shared/scenario/writer-names.ts'
import type { Matrix, RunBarProps } from './run-bar.tsx'
import classes from './simulate.module.css'

export interface ModeFieldsProps extends Pick<RunBarProps, 'scenario' | 'onRun'> {
  readonly matrix: Matrix | undefined
  readonly onMatrix: (matrix: Matrix) => void
}

/** What a way of running asks for. */
export function ModeFields({ scenario, matrix, onMatrix, onRun }: ModeFieldsProps): ReactNode {
  if (matrix) return <MatrixFields matrix={matrix} onMatrix={onMatrix} run={scenario.run} />
  const { run } = scenario
  switch (run.kind) {
    case 'free':
      return (
        <NumberInput
          aria-label="Seconds at the most"
          value={run.seconds}
          min={1}
          max={SIMULATION_SECONDS_MAX}
          suffix=" s at the most"
          w={130}
          onChange={value => {
            if (typeof value === 'number' && value >= 1) onRun({ ...run, seconds: Math.floor(value) })
          }}
        />
      )
    case 'schedule':
      return <ScheduleField scenario={scenario} schedule={run.schedule} onRun={onRun} />
    case 'explore':
      return (
        <>
          <NumberInput
            aria-label="Orders to run at the most"
            value={run.max}
            min={1}
            max={SCHEDULES_RUN_MAX}
            suffix=" orders at the most"
            thousandSeparator=","
            w={176}
            onChange={value => {
              if (typeof value === 'number' && value >= 1) onRun({ ...run, max: Math.floor(value) })
            }}
          />
          <Checkbox
            label="with a crash at each step"
            checked={run.crashes > 0}
            onChange={event => onRun({ ...run, crashes: event.currentTarget.checked ? 1 : 0 })}
          />
        </>
      )
  }
}

function ScheduleField({
  scenario,
  schedule,
  onRun,
}: Pick<RunBarProps, 'scenario' | 'onRun'> & { readonly schedule: string }): ReactNode {
  const names = writerNames(scenario)
  const legend = names.map((name, index) => `${letterOf(index)} is ${name}`).join(', ')
  const show = (next: string): RunMode => ({ kind: 'schedule', schedule: next })
  return (
    <TextInput
      aria-label="Order of the steps"
      placeholder="AABB, empty: one after the other"
      title={`Each letter lets one writer take its next step; a small one crashes it there. ${legend}.`}
      classNames={{ input: classes.mono }}
      value={schedule}
      w={260}
      onChange={event => onRun(show(event.currentTarget.value.replaceAll(/[^A-Za-z]/g, '')))}
    />
  )
}

function MatrixFields({
  matrix,
  onMatrix,
  run,
}: Pick<ModeFieldsProps, 'onMatrix'> & { readonly matrix: Matrix; readonly run: RunMode }): ReactNode {
  return (
    <div className={classes.matrixFields}>
      <Chip.Group
        multiple
        value={[...matrix.strategies]}
        onChange={values => {
          const strategies = SIMULATED_STRATEGIES.filter(strategy => values.includes(strategy))
          if (strategies.length > 0) onMatrix({ ...matrix, strategies })
        }}
      >
        <Group gap={5} role="group" aria-label="Strategies">
          {SIMULATED_STRATEGIES.map(strategy => (
            <Chip key={strategy} value={strategy} size="xs">
              {strategy}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <Chip.Group
        multiple
        value={[...matrix.levels]}
        onChange={values => {
          const levels = LEVELS.filter(level => values.includes(level))
          if (levels.length > 0) onMatrix({ ...matrix, levels })
        }}
      >
        <Group gap={5} role="group" aria-label="Isolation levels">
          {LEVELS.map(level => (
            <Chip key={level} value={level} size="xs">
              {level}
            </Chip>
          ))}
          <span className={classes.dim}>{CELL_WORDS[run.kind]}</span>
        </Group>
      </Chip.Group>
    </div>
  )
}

const LEVELS = ['Serializable', 'WriteSerializable'] as const
const CELL_WORDS = {
  free: 'each as a free run',
  schedule: 'each as the one schedule',
  explore: 'each explored',
} as const
