import type { Scenario, ScenarioFault, ScenarioTable, ScenarioWriter } from '../contract/scenarios.ts'
import { SCHEDULES_RUN_DEFAULT } from '../limits.ts'

/** What a scenario is where its text does not say. */
export const SCENARIO_DEFAULTS = {
  title: '',
  teaches: '',
  seed: 1,
  strategy: 'lock-first',
  guards: true,
  lockMs: null,
  statementMs: null,
  faults: [],
  run: { kind: 'explore', max: SCHEDULES_RUN_DEFAULT, crashes: 0 },
  claim: null,
} as const satisfies Partial<Scenario>

export const TABLE_DEFAULTS = {
  source: { kind: 'made', files: 2, partitions: [] as string[] },
  isolation: 'Serializable',
} satisfies Omit<ScenarioTable, 'name'>

export const WRITER_DEFAULTS = {
  count: 1,
  operation: 'append',
  commits: 1,
  files: 1,
  partition: null,
  app: null,
  thinkMs: 0,
  reads: { kind: 'operation' },
  isolation: null,
  strategy: null,
  onConflict: { kind: 'fail' },
  restarts: false,
} satisfies Omit<ScenarioWriter, 'name' | 'tables'>

export const FAULT_DEFAULTS = { writer: null, commit: 1, step: 'commit', ms: 0 } satisfies Omit<ScenarioFault, 'kind'>
