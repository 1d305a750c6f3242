import { randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import { exportLog } from '../replay/export-log.ts'
import { plainControl } from '../tasks/task-work.ts'
import type { Command } from './command.ts'
import { existingVersion, findTable } from './find-table.ts'
import { readVersionNumber, textOption } from './read-arguments.ts'
import { progressText, taskResult } from './task-results.ts'

export const exportCommand: Command = {
  name: 'export',
  positionals: ['table', 'folder'],
  options: { from: { type: 'string' }, to: { type: 'string' } },
  summary: 'write versions of a table as _delta_log files',
  help: `Writes <folder>/_delta_log/<version>.json with exactly the bytes that were committed. Files that are there already
with the same bytes are left; one with other bytes ends the export and is never touched.

  --from N   the first version (default: 0, or the one behind the checkpoint that the table begins with)
  --to N     the last version (default: the head)

With --json: {"folder", "from", "to", "files", "skipped", "bytes"}.`,
  async run({ database, positionals, values, surroundings: { signal }, onProgress }) {
    const table = await findTable(database, positionals[0])
    const to = existingVersion(table, readVersionNumber(textOption(values, 'to'), '--to'))
    const first = table.firstVersion ?? 0n
    const wanted = readVersionNumber(textOption(values, 'from'), '--from')
    const from = existingVersion(table, wanted ?? (first > 0n ? first + 1n : 0n))
    const control = plainControl(randomUUID(), signal, progress => onProgress(progressText(progress)))
    const folder = resolve(positionals[1] ?? '')
    return taskResult(await exportLog(database, { kind: 'export', tableId: table.tableId, from, to, folder }, control))
  },
}
