import type { FindRouter, ProgramRouter } from './host/serve-pipe.ts'
import { implementProgram } from './implement-contract.ts'
import { paced } from './paced.ts'
import type { Program } from './program.ts'
import { readDiagnostics } from './read-diagnostics.ts'
import { connectionRoutes } from './routes/connection-routes.ts'

/** The calls about the program, implemented. */
export function createProgramRouter(program: Program): ProgramRouter {
  const api = implementProgram(program)
  return api.router({
    ...connectionRoutes(program, api),
    settings: {
      watch: api.settings.watch.handler(({ context: { signal } }) =>
        paced(program.settings.watch(signal), (_, next) => next, signal),
      ),
      change: api.settings.change.handler(({ input: { key, value } }) => program.settings.change(key, value)),
    },
    shell: {
      requests: api.shell.requests.handler(({ context: { signal } }) => program.shell.requests.watch(signal)),
      pick: api.shell.pick.handler(({ input }) => program.shell.pick(input.what)),
    },
    diagnostics: { read: api.diagnostics.read.handler(() => readDiagnostics(program)) },
  })
}

/** Who answers a call of a page: the program for its own sections, else the log of the connection that the call names. */
export function routersOf(program: Program): FindRouter {
  const router = createProgramRouter(program)
  return (section, connectionId = program.startId) =>
    section in router ? router : program.connections.router(connectionId)
}
