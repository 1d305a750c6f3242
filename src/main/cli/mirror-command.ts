import { resolve } from 'node:path'
import type { MirrorSummary } from '../../shared/contract/mirrors.ts'
import { setTarget } from '../mirror/set-target.ts'
import { readMirrorsEvent } from '../mirror/watch-mirrors.ts'
import { isS3Address } from '../object-store/s3/s3-address.ts'
import type { Database } from '../postgres/connection.ts'
import { commandMirror, type MirrorCommand, readMirrors } from '../postgres/mirrors.ts'
import type { Command, CommandResult, OptionValues } from './command.ts'
import { CommandFailure } from './command-failure.ts'
import { findTable } from './find-table.ts'
import { printColumns } from './print-columns.ts'
import { textOption } from './read-arguments.ts'
import { runMirror } from './run-mirror.ts'
import { verifyMirrors } from './verify-mirrors.ts'
import { cleanMirror, workOnMirror } from './work-on-mirror.ts'

export const mirrorCommand: Command = {
  name: 'mirror',
  positionals: ['what'],
  options: {
    table: { type: 'string' },
    target: { type: 'string' },
    full: { type: 'boolean' },
    repair: { type: 'boolean' },
    once: { type: 'boolean' },
    metrics: { type: 'string' },
    remove: { type: 'string' },
  },
  summary: 'write tables to _delta_log folders as they are committed, and check what is there',
  help: `What to do:
  status    list the mirrors, how far they are and what holds them up; --table NAME for one
  set       mirror --table NAME to --target FOLDER, the folder in which _delta_log is to lie, or --target s3://BUCKET/PATH
            with endpoint=, region= and profile= after a question mark; credentials are those of AWS's own tools
  run       publish until stopped (SIGINT, SIGTERM), every mirror that no other publisher has
  verify    hold what is published against what was committed, for --table NAME or every mirror
  checkpoint   make the checkpoint of what is published of --table NAME now, whether one is due or not
  cleanup   list the files that readers of --table NAME's log do not need any more; nothing is removed without --remove
  take      commit the versions that a foreign program put behind the head of --table NAME, byte for byte, and go on
  retry     try --table NAME again at once, whatever stopped it
  pause, resume, remove   of --table NAME; published files always stay

  --once           run: end when everything is published or has failed
  --metrics PORT   run: serve Prometheus text on http://127.0.0.1:PORT/metrics (0 takes a free one)
  --full           verify: read every file, also those whose size and etag are as they were recorded, and compare the table
                   that the files give with the committed one
  --repair         verify: put back files of ours that are lost or torn
  --remove N       cleanup: remove what was offered, so that the log begins with the checkpoint of version N

With --json: status, run: {"mirrors": [...], "alerts": [...]}; verify: {"reports": [{"table", "counts", "findings", ...}]};
checkpoint: {"version", "form", "files", ...}; cleanup: {"from", "count", "candidates"} or {"from", "removed"}.
verify ends with exit code 4 where a file differs, is missing or is foreign.`,
  async run({ database, positionals: [what], values, surroundings, onProgress }) {
    switch (what) {
      case 'status':
        return status(database, textOption(values, 'table'))
      case 'set':
        return set(database, values, surroundings.signal)
      case 'run':
        await runMirror(database, values, surroundings)
        return status(database, undefined)
      case 'verify':
        return verifyMirrors(database, values, onProgress, surroundings.signal)
      case 'checkpoint':
        return workOnMirror(database, values, 'checkpoint', onProgress, surroundings.signal)
      case 'take':
        return workOnMirror(database, values, 'take-foreign', onProgress, surroundings.signal)
      case 'cleanup':
        return cleanMirror(database, values, surroundings.signal)
      case 'retry':
      case 'pause':
      case 'resume':
      case 'remove':
        return command(database, values, what)
      default:
        throw new CommandFailure(
          'usage',
          `Expected status, set, run, verify, checkpoint, cleanup, take, retry, pause, resume or remove, got ${what}.`,
        )
    }
  },
}

async function status(database: Database, name: string | undefined): Promise<CommandResult> {
  const { mirrors, alerts } = await readMirrorsEvent(database, false)
  const shown = mirrors.filter(mirror => name === undefined || mirror.name === name)
  const text =
    shown.length === 0
      ? 'No table is mirrored. deltadesk mirror set --table NAME --target FOLDER begins.'
      : printColumns(
          [
            { title: 'TABLE' },
            { title: 'COMMITTED', align: 'right' },
            { title: 'PUBLISHED', align: 'right' },
            { title: 'LAG', align: 'right' },
            { title: 'STATE' },
            { title: 'PUBLISHER' },
            { title: 'CAUSE' },
          ],
          shown.map(rowOf),
        )
  return { text, json: { mirrors: shown.map(mirror => ({ ...mirror })), alerts: alerts.map(alert => ({ ...alert })) } }
}

function rowOf({ name, ratified, published, lagMs, state, publisher, reason, failure }: MirrorSummary): string[] {
  const number = (version: bigint) => (version < 0n ? '-' : String(version))
  const cause = reason ?? (failure ? `${failure.message} (attempt ${failure.attempts})` : '')
  const lag = lagMs === null ? '-' : `${(lagMs / 1000).toFixed(1)} s`
  return [name, number(ratified), number(published), lag, state, publisher ?? '-', cause]
}

async function set(database: Database, values: OptionValues, signal: AbortSignal): Promise<CommandResult> {
  const table = await findTable(database, textOption(values, 'table'))
  const target = textOption(values, 'target')
  if (target === undefined) throw new CommandFailure('usage', 'Expected --target FOLDER or --target s3://BUCKET/PATH.')
  const place = isS3Address(target) ? target : resolve(target)
  const answer = await setTarget(database, { tableId: table.tableId, target: place }, signal)
  if (answer.kind === 'refused') throw new CommandFailure('refused', answer.message)
  const text = `${table.name} is mirrored to ${answer.target}. deltadesk mirror run publishes it, as the app does.`
  return { text, json: { table: table.name, target: answer.target } }
}

async function command(database: Database, values: OptionValues, what: MirrorCommand): Promise<CommandResult> {
  const { tableId, name } = await findTable(database, textOption(values, 'table'))
  if (!(await commandMirror(database, tableId, what))) {
    const [mirror] = await readMirrors(database, tableId)
    const problem = mirror
      ? `The mirror of ${name} is ${mirror.state}: ${what} means nothing then.`
      : `${name} has no mirror.`
    throw new CommandFailure('refused', problem)
  }
  return what === 'remove' ? { text: `${name} is mirrored no more; its files stay.`, json: {} } : status(database, name)
}
