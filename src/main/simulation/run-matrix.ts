import type { Scenario } from '../../shared/contract/scenarios.ts'
import type { MatrixCell, RunResult } from '../../shared/contract/simulation-results.ts'
import type { RunWish } from '../../shared/contract/simulations.ts'
import { explore } from './explore.ts'
import type { Lab } from './lab.ts'
import { Recorder } from './recorder.ts'
import { countEndings, runFree } from './run-free.ts'
import { runSchedule } from './run-schedule.ts'

type MatrixResult = Extract<RunResult, { kind: 'matrix' }>

export interface MatrixOptions {
  readonly mode: Extract<RunWish['mode'], { kind: 'matrix' }>
  readonly openLab: (scenario: Scenario) => Promise<Lab>
  readonly restartServer: (() => Promise<void>) | undefined
  readonly onProgress: (done: number, phase: string) => void
  readonly onSoFar: (look: () => RunResult) => void
}

/** Runs one scenario with one seed under each strategy and each level, one after the other, each in a schema of its own. */
export async function runMatrix(
  scenario: Scenario,
  { mode, openLab, restartServer, onProgress, onSoFar }: MatrixOptions,
  signal: AbortSignal,
): Promise<MatrixResult> {
  const cells: MatrixCell[] = []
  onSoFar(() => ({ kind: 'matrix', cells: [...cells] }))
  for (const strategy of mode.strategies) {
    for (const level of mode.levels) {
      onProgress(cells.length, `${strategy} under ${level}`)
      signal.throwIfAborted()
      let lab = await openLab(cast(scenario, strategy, level))
      try {
        const cell = await runCell(lab, restartServer, signal)
        lab = cell.lab
        cells.push({ strategy, level, ...cell.cell })
      } finally {
        await lab.close()
      }
    }
  }
  return { kind: 'matrix', cells }
}

/** Everybody by the same strategy, and every table at the same level. */
function cast(scenario: Scenario, strategy: MatrixCell['strategy'], level: MatrixCell['level']): Scenario {
  const isForeign = (operation: string) => operation === 'foreign' || operation === 'together'
  return {
    ...scenario,
    strategy,
    tables: scenario.tables.map(table => ({ ...table, isolation: level })),
    writers: scenario.writers.map(writer => ({
      ...writer,
      strategy: isForeign(writer.operation) ? (writer.strategy ?? 'lock-first') : null,
      isolation: null,
    })),
  }
}

async function runCell(
  lab: Lab,
  restartServer: (() => Promise<void>) | undefined,
  signal: AbortSignal,
): Promise<{ readonly cell: Omit<MatrixCell, 'strategy' | 'level'>; readonly lab: Lab }> {
  const { run } = lab.scenario
  switch (run.kind) {
    case 'free': {
      const recorder = new Recorder({ isDetailed: false })
      const { measures, verdict } = await runFree(lab, { seconds: run.seconds, recorder, restartServer }, signal)
      const rules = rulesOf(verdict)
      const cell = { verdict: verdict.kind, rules, endings: measures.endings, measures, classes: null }
      return { cell, lab }
    }
    case 'schedule': {
      const { verdict, writers } = await runSchedule(lab, run.schedule, signal, { restartServer })
      const endings = countEndings(writers.flatMap(writer => writer.endings))
      return { cell: { verdict: verdict.kind, rules: rulesOf(verdict), endings, measures: null, classes: 1 }, lab }
    }
    case 'explore': {
      const explored = await explore(lab, { mode: run, restartServer, onProgress: () => {}, onSoFar: () => {} }, signal)
      const { classes, verdict } = explored.result
      const rules = [...new Set(classes.flatMap(one => one.rules))]
      const cell = {
        verdict: verdict.kind,
        rules,
        endings: explored.result.endings,
        measures: null,
        classes: classes.length,
      }
      return { cell, lab: explored.lab }
    }
  }
}

function rulesOf({ violations }: { readonly violations: readonly { readonly rule: MatrixCell['rules'][number] }[] }) {
  return [...new Set(violations.map(({ rule }) => rule))]
}
