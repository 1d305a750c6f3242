import { commit } from '../src/main/log/commit.ts'
import type { Database } from '../src/main/postgres/connection.ts'
import { readTableRecord } from '../src/main/postgres/table-record.ts'
import { type Lab, openLab } from '../src/main/simulation/lab.ts'
import { Recorder } from '../src/main/simulation/recorder.ts'
import { runFree } from '../src/main/simulation/run-free.ts'
import { runSchedule } from '../src/main/simulation/run-schedule.ts'
import type { Scenario } from '../src/shared/contract/scenarios.ts'
import { parseScenario } from '../src/shared/scenario/parse-scenario.ts'
import { planExploration } from '../src/shared/scenario/plan-exploration.ts'
import { seededDice } from '../src/shared/scenario/seeded-dice.ts'
import { add, commitInfo, draftOf } from '../test/drafts.ts'
import { onBenchServer } from './copy-server.ts'
import { compared, type Measurement } from './measurement.ts'

const RACE = `scenario race\ntable t\nwriter A\n  on conflict retry 3\nwriter B\n  on conflict retry 3\n`
const LOAD = `scenario load\ntable t\n  files 0\nwriter W x 4\n  commits 150\n  on conflict retry 1000\nrun free 60s\n`
const ROUNDS = 6
const NOBODY = new AbortController().signal

/** Orders of steps against the same transactions without anybody in their way, and what being watched costs a free run. */
export function benchSimulation(): Promise<Measurement[]> {
  return onBenchServer(async ({ database }) => [await schedules(database), ...(await recording(database))])
}

async function schedules(database: Database): Promise<Measurement> {
  const scenario = scenarioOf(RACE)
  const lab = await openLab(database, scenario, undefined)
  try {
    const orders = [...planExploration(scenario, { kind: 'explore', max: 200, crashes: 0 }).schedules()]
    for (const order of orders.slice(0, 10)) await runSchedule(lab, order, NOBODY, { restartServer: undefined })
    const startedMs = performance.now()
    for (const order of orders) await runSchedule(lab, order, NOBODY, { restartServer: undefined })
    const perOrder = (performance.now() - startedMs) / orders.length
    const bareMs = performance.now()
    for (const index of orders.keys()) await bareTransactions(lab, index)
    const perBare = (performance.now() - bareMs) / orders.length
    return compared('an order of two commits, against its transactions one by one', perOrder, 'ms', perBare, 3)
  } finally {
    await lab.close()
  }
}

/** A table, its two commits by the same connections, and what the judge reads. */
async function bareTransactions(lab: Lab, seed: number): Promise<void> {
  const [table] = await lab.makeTables(seededDice(1_000_000 + seed))
  if (table === undefined) return
  for (const { index, connection } of lab.writers) {
    const draft = draftOf(table.tableId, BigInt(index + 1), [commitInfo, add(`${index}`)])
    await commit(connection.database, draft, { onStep: () => {} })
  }
  await readTableRecord(lab.database, table.tableId)
}

async function recording(database: Database): Promise<Measurement[]> {
  const lab = await openLab(database, scenarioOf(LOAD), undefined)
  const best = { watched: 0, alone: 0 }
  const cpuMs = { watched: Number.POSITIVE_INFINITY, alone: Number.POSITIVE_INFINITY }
  try {
    for (let round = 0; round < ROUNDS; round++) {
      for (const isWatched of [true, false]) {
        const recorder = new Recorder({ isDetailed: isWatched })
        const before = process.cpuUsage()
        const { measures } = await runFree(lab, { seconds: 60, recorder, restartServer: undefined, isWatched }, NOBODY)
        const which = isWatched ? 'watched' : 'alone'
        best[which] = Math.max(best[which], measures.commitsPerSecond)
        const { user, system } = process.cpuUsage(before)
        cpuMs[which] = Math.min(cpuMs[which], (user + system) / 1_000 / measures.commits)
      }
    }
  } finally {
    await lab.close()
  }
  return [
    compared('a commit of a free run that is recorded', 1_000 / best.watched, 'ms', 1_000 / best.alone, 1.05),
    compared('… in time of the processor, of this program alone', cpuMs.watched, 'ms', cpuMs.alone, 1.05),
  ]
}

function scenarioOf(text: string): Scenario {
  const read = parseScenario(text)
  if (read.kind === 'invalid') throw new Error(read.issues[0]?.message)
  return read.scenario
}
