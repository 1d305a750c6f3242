import { randomUUID } from 'node:crypto'
import { cleanLog, offerLogCleanup } from '../mirror/clean-log.ts'
import { openTarget } from '../mirror/open-target.ts'
import { doMirrorTask } from '../mirror-task.ts'
import { ObjectFailure } from '../object-store/object-store.ts'
import type { Database } from '../postgres/connection.ts'
import { readMirrors } from '../postgres/mirrors.ts'
import { plainControl } from '../tasks/task-work.ts'
import type { CommandResult, OptionValues } from './command.ts'
import { CommandFailure } from './command-failure.ts'
import { findTable } from './find-table.ts'
import { formatCount } from './format.ts'
import { visible } from './print-columns.ts'
import { readVersionNumber, textOption } from './read-arguments.ts'
import { progressText, taskResult } from './task-results.ts'

/** Makes the checkpoint of the newest published version, or commits what a foreign program put behind the head. */
export async function workOnMirror(
  database: Database,
  values: OptionValues,
  kind: 'checkpoint' | 'take-foreign',
  onProgress: (text: string) => void,
  signal: AbortSignal,
): Promise<CommandResult> {
  const { tableId } = await findTable(database, textOption(values, 'table'))
  const control = plainControl<never>(randomUUID(), signal, progress => onProgress(progressText(progress)))
  return taskResult(await doMirrorTask(database, { kind, tableId }, control))
}

/** Tells what could be removed of a published log, or removes it where the version of the offer is given. */
export async function cleanMirror(
  database: Database,
  values: OptionValues,
  signal: AbortSignal,
): Promise<CommandResult> {
  const { tableId, name } = await findTable(database, textOption(values, 'table'))
  const from = readVersionNumber(textOption(values, 'remove'), '--remove')
  const [mirror] = await readMirrors(database, tableId)
  if (mirror === undefined) throw new CommandFailure('not-found', `${name} has no mirror.`)
  try {
    await using store = await openTarget(mirror.target)
    if (from !== undefined) {
      const cleanup = await cleanLog(database, mirror, store, from, signal)
      if (cleanup.kind === 'refused') throw new CommandFailure('refused', cleanup.message)
      const { removed } = cleanup
      const text = `${name}: ${formatCount(removed)} files removed; its log begins with version ${from}.`
      return { text, json: { table: name, from, removed } }
    }
    const offer = await offerLogCleanup(database, mirror, store, signal)
    const json = { table: name, ...offer, candidates: offer.candidates.map(candidate => ({ ...candidate })) }
    if (offer.from === null) return { text: `${name}: nothing can be removed.`, json }
    const lines = [
      `${name}: ${formatCount(offer.count)} files can go, so that the log begins with the checkpoint of version ${offer.from}:`,
      ...offer.candidates.map(({ file, reason }) => `  ${visible(file)}: ${reason}`),
      ...(offer.count > offer.candidates.length ? ['  ...'] : []),
      `Nothing is removed until it is run again with --remove ${offer.from}.`,
    ]
    return { text: lines.join('\n'), json }
  } catch (error) {
    if (error instanceof ObjectFailure) throw new CommandFailure('refused', `${name}: ${error.message}`)
    throw error
  }
}
