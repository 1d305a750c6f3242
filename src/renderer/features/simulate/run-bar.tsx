import { SegmentedControl } from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { type RunMode, type Scenario, SIMULATED_STRATEGIES } from '../../../shared/contract/scenarios.ts'
import type { RunWish } from '../../../shared/contract/simulations.ts'
import { SCHEDULES_RUN_DEFAULT } from '../../../shared/limits.ts'
import { useKeys } from '../../app/key-dispatch.ts'
import { keysOf } from '../../app/keymap.ts'
import { WriteButton } from '../../app/write-button.tsx'
import { chordText } from '../../ui/keys.tsx'
import { EstimateLine, useEstimate } from './estimate-line.tsx'
import { ModeFields } from './mode-fields.tsx'
import { RealTableButton } from './real-table-button.tsx'
import { RealTableDialog } from './real-table-dialog.tsx'
import { RefusalNote } from './refusal-note.tsx'
import classes from './simulate.module.css'
import { useStartRun } from './use-start-run.ts'

export interface RunBarProps {
  readonly scenario: Scenario
  /** False: the text is no scenario, and there is nothing to run. */
  readonly isReadable: boolean
  readonly onRun: (run: RunMode) => void
}

export type Matrix = Extract<RunWish['mode'], { kind: 'matrix' }>

const MODES = [
  { value: 'free', label: 'Free run' },
  { value: 'schedule', label: 'One schedule' },
  { value: 'explore', label: 'Explore' },
  { value: 'matrix', label: 'Matrix' },
] as const

/** How the scenario is run, what that would take, and the button that begins it. */
export function RunBar({ scenario, isReadable, onRun }: RunBarProps): ReactNode {
  const [matrix, setMatrix] = useState<Matrix>()
  const [asksTable, setAsksTable] = useState(false)
  const { isStarting, refusal, start } = useStartRun()
  const wish: RunWish = { scenario, mode: matrix ?? scenario.run, realTable: null }
  const estimate = useEstimate(wish, isReadable)
  const canRun = isReadable && !isStarting && !estimate.data?.refusal
  const run = () => void start(wish)
  useKeys(canRun ? { 'simulation.run': run } : {})
  const choose = (kind: string) => {
    if (kind === 'matrix') setMatrix({ kind: 'matrix', strategies: [...SIMULATED_STRATEGIES], levels: [...LEVELS] })
    else {
      setMatrix(undefined)
      const mode = modeOf(kind)
      if (mode && mode.kind !== scenario.run.kind) onRun(mode)
    }
  }
  return (
    <section className={classes.runBar} aria-label="Run">
      <div className={classes.runLine}>
        <SegmentedControl
          aria-label="How to run it"
          value={matrix ? 'matrix' : scenario.run.kind}
          data={[...MODES]}
          onChange={choose}
        />
        <ModeFields scenario={scenario} matrix={matrix} onMatrix={setMatrix} onRun={onRun} />
        <span className={classes.push} />
        <RealTableButton
          disabled={!isReadable}
          isOneRun={matrix === undefined && scenario.run.kind !== 'explore'}
          onClick={() => setAsksTable(true)}
        />
        <WriteButton
          leftSection={<IconPlayerPlay size={14} stroke={2} />}
          disabled={!canRun}
          loading={isStarting}
          title={chordText(keysOf('simulation.run'))}
          onClick={run}
        >
          Run
        </WriteButton>
      </div>
      {isReadable ? <EstimateLine estimate={estimate} /> : null}
      {refusal ? <RefusalNote {...refusal} /> : null}
      <RealTableDialog
        opened={asksTable}
        scenario={scenario}
        onClose={() => setAsksTable(false)}
        onRun={realTable => start({ ...wish, realTable })}
      />
    </section>
  )
}

const LEVELS = ['Serializable', 'WriteSerializable'] as const

function modeOf(kind: string): RunMode | undefined {
  switch (kind) {
    case 'free':
      return { kind, seconds: 20 }
    case 'schedule':
      return { kind, schedule: '' }
    case 'explore':
      return { kind, max: SCHEDULES_RUN_DEFAULT, crashes: 0 }
    default:
      return undefined
  }
}
