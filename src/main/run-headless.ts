import { join } from 'node:path'
import { describeStartProblem } from './describe-start-problem.ts'
import { HEADLESS_USAGE, readHeadlessArguments } from './headless-arguments.ts'
import { builtPage, type PageAnswerer } from './host/loopback/built-page.ts'
import { type LoopbackOptions, openLoopback } from './host/loopback/open-loopback.ts'
import { showInBrowser } from './host/loopback/show-in-browser.ts'
import { readPageFiles } from './host/page/page-files.ts'
import { createPipeServer } from './host/serve-pipe.ts'
import { openProgram } from './program.ts'
import { routersOf } from './program-router.ts'
import { dataFolder } from './settings/data-folder.ts'
import { policyFile } from './settings/policy-file.ts'
import { untilStopped } from './until-stopped.ts'

/** What differs where the page is served from its sources instead of its build. */
export type PageOptions = { readonly page: PageAnswerer } & Pick<
  LoopbackOptions,
  'fixedToken' | 'isForeignUpgrade' | 'onServer'
>

const BUILT_PAGE = join(import.meta.dirname, '..', '..', 'out', 'renderer')

/**
 * Runs the app for an ordinary browser until it is told to stop, and gives the exit code: 0 stopped, 1 could not start,
 * 2 wrong arguments. Prints one line with the address, and another whenever an address was used up.
 */
export async function runHeadless(args: readonly string[], sources?: PageOptions): Promise<number> {
  const given = readHeadlessArguments(args)
  if (given.kind === 'help') return say(HEADLESS_USAGE, 0)
  if (given.kind === 'wrong') return complain(`${given.problem}\n${HEADLESS_USAGE}`, 2)
  const stopped = untilStopped()
  await using releases = new AsyncDisposableStack()
  try {
    const { page, ...rest } = sources ?? { page: builtPage(await readPageFiles(BUILT_PAGE)) }
    const folder = given.folder ?? dataFolder()
    const program = await openProgram({
      host: 'loopback',
      folder,
      databaseUrl: given.databaseUrl,
      isReadOnly: given.isReadOnly,
      settings: given.settings,
      policyFile: policyFile(),
    })
    releases.defer(program.close)
    const server = createPipeServer(routersOf(program), program.log)
    let announced = 0
    const loopback = await openLoopback({
      ...rest,
      page,
      serve: server.serve,
      log: program.log,
      port: given.port,
      onAddress(address) {
        announced++
        say(announced === 1 ? `Deltadesk is at ${address}` : `The next page gets in at ${address}`)
        if (given.open && announced === 1)
          void showInBrowser(address, folder).catch(error => program.log.warn({ error }, 'no browser could be opened'))
      },
    })
    releases.defer(loopback.close)
    releases.defer(server.close)
  } catch (error) {
    return complain(describeStartProblem(error), 1)
  }
  await stopped
  return 0
}

function say(text: string, exitCode = 0): number {
  process.stdout.write(`${text}\n`)
  return exitCode
}

function complain(text: string, exitCode: number): number {
  process.stderr.write(`${text}\n`)
  return exitCode
}
