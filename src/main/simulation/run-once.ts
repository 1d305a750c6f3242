import type { Scenario } from '../../shared/contract/scenarios.ts'
import type { RunResult } from '../../shared/contract/simulation-results.ts'
import type { RunWish } from '../../shared/contract/simulations.ts'
import type { Database } from '../postgres/connection.ts'
import { explore } from './explore.ts'
import { type Lab, openLab } from './lab.ts'
import { Recorder } from './recorder.ts'
import { runFree } from './run-free.ts'
import { runMatrix } from './run-matrix.ts'
import { runSchedule } from './run-schedule.ts'
import type { SimulatedTable } from './simulated-table.ts'

export interface RunGround {
  readonly database: Database
  /** Crashes the server, which comes back by itself; undefined where nobody may. */
  readonly restartServer: (() => Promise<void>) | undefined
  readonly stallMs?: number | undefined
  readonly realTable?: SimulatedTable | undefined
  readonly recorder?: Recorder | undefined
  readonly onProgress?: ((done: number, phase: string) => void) | undefined
  /** Told once of what can be asked for what the run has come to so far. */
  readonly onSoFar?: ((look: () => RunResult) => void) | undefined
}

/** Runs a scenario in one of its modes from beginning to end; the schema is gone when it comes back, however it does. */
export async function runOnce(
  ground: RunGround,
  { scenario, mode }: Pick<RunWish, 'scenario' | 'mode'>,
  signal: AbortSignal,
): Promise<{ readonly result: RunResult; readonly recorder: Recorder }> {
  const { database, restartServer, stallMs, realTable, onProgress = () => {}, onSoFar = () => {} } = ground
  const recorder = ground.recorder ?? new Recorder({ isDetailed: true })
  const open = (cast: Scenario) => openLab(database, cast, realTable)
  if (mode.kind === 'matrix') {
    const result = await runMatrix(scenario, { mode, openLab: open, restartServer, onProgress, onSoFar }, signal)
    return { result, recorder }
  }
  onProgress(0, 'making a schema')
  let lab: Lab = await open({ ...scenario, run: mode })
  try {
    switch (mode.kind) {
      case 'free':
        onProgress(0, 'running')
        return { result: await runFree(lab, { seconds: mode.seconds, recorder, restartServer }, signal), recorder }
      case 'schedule': {
        onProgress(0, 'running')
        const result = await runSchedule(lab, mode.schedule, signal, { recorder, restartServer, stallMs })
        return { result: { ...result, kind: 'schedule' }, recorder }
      }
      case 'explore': {
        const explored = await explore(lab, { mode, restartServer, onProgress, onSoFar }, signal)
        lab = explored.lab
        return { result: explored.result, recorder }
      }
    }
  } finally {
    await lab.close()
  }
}
