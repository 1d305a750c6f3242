import { packEvents } from '../../shared/contract/packed-events.ts'
import type { RunReport } from '../../shared/contract/simulations.ts'
import { printScenario } from '../../shared/scenario/print-scenario.ts'
import { printJsonScenario, readScenario } from '../../shared/scenario/read-scenario.ts'
import { invalidInput, notFound } from '../answer-failure.ts'
import type { App } from '../app.ts'
import type { ImplementedContract } from '../implement-contract.ts'
import { paced } from '../paced.ts'
import { listSimulationSchemas, removeSimulationSchema } from '../postgres/simulation-schema.ts'
import { compareRuns } from '../simulation/compare-runs.ts'
import { exportRun } from '../simulation/export-run.ts'
import { joinRuns } from '../simulation/simulation-runs.ts'

/** Concurrent writers as an experiment. */
export function simulationRoutes({ simulations, scenarios, database }: App, api: ImplementedContract) {
  const kept = async (runId: string) => found(await simulations.get(runId))
  const reportOf = (runId: string): RunReport => found(simulations.report(runId))
  return {
    simulations: {
      scenarios: api.simulations.scenarios.handler(() => scenarios.list()),
      validate: api.simulations.validate.handler(({ input }) => {
        const read = readScenario(input.text)
        if (read.kind === 'invalid') return { kind: 'invalid', issues: [...read.issues] }
        const { scenario } = read
        return { kind: 'ok', scenario, text: printScenario(scenario), json: printJsonScenario(scenario) }
      }),
      save: api.simulations.save.handler(async ({ input }) => {
        const saved = await scenarios.save(input.scenario)
        if (saved === 'taken') throw invalidInput(['scenario', 'name'], 'A built-in scenario has this name.')
        return saved
      }),
      forget: api.simulations.forget.handler(async ({ input }) => {
        await scenarios.forget(input.name)
        return {}
      }),
      estimate: api.simulations.estimate.handler(({ input }) => simulations.estimate(input)),
      start: api.simulations.start.handler(({ input }) => simulations.start(input)),
      watch: api.simulations.watch.handler(({ context }) =>
        paced(simulations.watchAll(context.signal), joinRuns, context.signal),
      ),
      watchRun: api.simulations.watchRun.handler(async ({ input, context }) =>
        found(await simulations.watchRun(input.runId, context.signal)),
      ),
      get: api.simulations.get.handler(({ input }) => reportOf(input.runId)),
      spans: api.simulations.spans.handler(async ({ input: { runId, after, limit } }) => {
        const { spans, marks } = await kept(runId)
        const end = after + limit
        const next = end < Math.max(spans.length, marks.length) ? end : null
        const events = packEvents({ spans: spans.slice(after, end), marks: marks.slice(after, end) })
        return { events, next }
      }),
      statement: api.simulations.statement.handler(async ({ input: { runId, index } }) =>
        found((await kept(runId)).statements[index]),
      ),
      cancel: api.simulations.cancel.handler(async ({ input }) => found(await simulations.cancel(input.runId))),
      remove: api.simulations.remove.handler(({ input }) => {
        if (!simulations.remove(input.runId)) throw invalidInput(['runId'], 'Expected a run that is over.')
        return {}
      }),
      compare: api.simulations.compare.handler(({ input }) => compareRuns(reportOf(input.a), reportOf(input.b))),
      export: api.simulations.export.handler(async ({ input }) => exportRun(await kept(input.runId), input.format)),
      leftovers: api.simulations.leftovers.handler(() => listSimulationSchemas(database)),
      removeLeftover: api.simulations.removeLeftover.handler(async ({ input }) => {
        if (!(await removeSimulationSchema(database, input.schema))) {
          throw invalidInput(['schema'], 'Expected a schema that a simulation has left and that no run is using.')
        }
        return {}
      }),
    },
  }
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw notFound('such run')
  return value
}
