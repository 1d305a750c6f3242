import { printCommit } from '../../shared/delta/print-action.ts'
import { readStoredCommit } from '../postgres/stored-commit.ts'
import { readVersion } from '../postgres/versions.ts'
import { PLACE_HELP, versionAt } from './choose-version.ts'
import type { Command } from './command.ts'
import { CommandFailure } from './command-failure.ts'
import { findTable } from './find-table.ts'
import { formatChange, formatTime } from './format.ts'
import { visible } from './print-columns.ts'
import { JsonText } from './print-json.ts'

export const showCommand: Command = {
  name: 'show',
  positionals: ['table', 'version'],
  options: { raw: { type: 'boolean' } },
  summary: 'show the actions of one version',
  help: `<version> is ${PLACE_HELP}.

  --raw   print the commit file itself, byte for byte

With --json: an array of the commit's actions in order, as Delta JSON, every number and string as it was written.`,
  async run({ database, positionals, values }) {
    const table = await findTable(database, positionals[0])
    const version = await versionAt(database, table, positionals[1], '<version>')
    const [summary, stored] = await Promise.all([
      readVersion(database, table.tableId, version),
      readStoredCommit(database, table.tableId, version),
    ])
    if (summary === undefined || stored === undefined) {
      throw new CommandFailure('not-found', `Version ${version} is not recorded.`)
    }
    const json = stored.lines.map(({ text }) => new JsonText(text))
    if (values.raw === true) return { text: printCommit(stored), json, verbatim: true }
    const files = formatChange(summary.filesAdded, summary.filesRemoved) || 'none'
    const heading = [
      `${table.name} version ${version}`,
      `${formatTime(summary.committedAt)}  ${summary.operation}  by ${summary.committer}`,
      `files ${files}, ${stored.lines.length} actions`,
    ].map(visible)
    return { text: [...heading, '', ...stored.lines.map(({ text }) => visible(text))].join('\n'), json }
  },
}
