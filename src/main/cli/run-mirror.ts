import { setTimeout as sleep } from 'node:timers/promises'
import { mirrorMetrics } from '../mirror/mirror-metrics.ts'
import { MirrorPublisher } from '../mirror/publisher.ts'
import { serveMetrics } from '../mirror/serve-metrics.ts'
import { readMirrorsEvent } from '../mirror/watch-mirrors.ts'
import { watchChanges } from '../postgres/changes.ts'
import type { Database } from '../postgres/connection.ts'
import type { OptionValues, Surroundings } from './command.ts'
import { CommandFailure } from './command-failure.ts'
import { visible } from './print-columns.ts'
import { textOption } from './read-arguments.ts'

const ONCE_LOOK_MS = 100

/** Publishes until the signal comes, or with `--once` until nothing is left to do; alerts are told on stderr. */
export async function runMirror(
  database: Database,
  values: OptionValues,
  { stderr, signal }: Surroundings,
): Promise<void> {
  await using releases = new AsyncDisposableStack()
  const say = (text: string) => void stderr.write(`${visible(text)}\n`)
  const port = textOption(values, 'metrics')
  if (port !== undefined) {
    const server = await openMetrics(database, port)
    releases.defer(() => server.close())
    say(`Metrics: ${server.url}`)
  }
  const watching = new AbortController()
  const publisher = new MirrorPublisher({
    database,
    hints: watchChanges(database, watching.signal),
    program: 'deltadesk mirror',
    onProblem: problem => say(problem instanceof Error ? problem.message : String(problem)),
    onAlert: ({ kind, name, message }, change) => say(`${change}: ${kind}, ${name}: ${message}`),
  })
  releases.defer(async () => {
    await publisher.close()
    watching.abort()
  })
  if (values.once === true) await untilSettled(database, signal)
  else await aborted(signal)
}

async function openMetrics(database: Database, text: string) {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : -1
  if (port < 0 || port > 65_535) {
    throw new CommandFailure('usage', `Expected a port from 0 to 65535 as --metrics, got ${JSON.stringify(text)}.`)
  }
  try {
    return await serveMetrics(port, async () => mirrorMetrics(await readMirrorsEvent(database, true)))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CommandFailure('refused', `Metrics cannot be served: ${reason}.`)
  }
}

/** Until each active mirror is published up to its head, or has failed. */
async function untilSettled(database: Database, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { mirrors } = await readMirrorsEvent(database, true)
    const isBehind = mirrors.some(
      ({ state, failure, ratified, published }) => state === 'active' && failure === null && published < ratified,
    )
    if (!isBehind) return
    await sleep(ONCE_LOOK_MS, undefined, { signal }).catch(() => {})
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(), { once: true }))
}
