import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { SIMULATED_STRATEGIES } from '../../shared/contract/scenarios.ts'
import { parseScenario } from '../../shared/scenario/parse-scenario.ts'
import { stationsOf } from '../../shared/scenario/steps-of-writer.ts'
import { openLab } from './lab.ts'
import { runSchedule } from './run-schedule.ts'

const database = useDatabase()

const OPERATIONS = [
  ...SIMULATED_STRATEGIES.map(strategy => [strategy, 'append 1', 'to t'] as const),
  ['lock-first', 'together 1', 'to t u'] as const,
  ['lock-first', 'foreign 1', 'to t u'] as const,
]

test.each(OPERATIONS)(
  '[S1] the stations of a %s writer with %s are those that it passes',
  async (strategy, ...lines) => {
    const text = `scenario x\nstrategy ${strategy}\ntable t\ntable u\nwriter A\n${lines.map(line => `  ${line}\n`).join('')}`
    const read = parseScenario(text)
    if (read.kind === 'invalid') throw new Error(text)
    const [writer] = read.scenario.writers
    const lab = await openLab(database, read.scenario, undefined)
    try {
      const { transcript } = await runSchedule(lab, '', AbortSignal.any([]), { restartServer: undefined })
      const passed = transcript.filter(({ kind }) => kind === 'step').map(({ step }) => step)
      expect(passed).toEqual(writer && stationsOf(writer, read.scenario))
    } finally {
      await lab.close()
    }
  },
)
