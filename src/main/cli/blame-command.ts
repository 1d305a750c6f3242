import type { BlamedCommit, FileHistory, MetadataHistory } from '../../shared/contract/blame.ts'
import { readColumnPath } from '../../shared/delta/read-column-path.ts'
import { blameFile } from '../inspect/blame-file.ts'
import { blameMetadata } from '../inspect/blame-metadata.ts'
import { chooseVersion, VERSION_OPTIONS, VERSION_OPTIONS_HELP } from './choose-version.ts'
import type { Command } from './command.ts'
import { CommandFailure } from './command-failure.ts'
import { findTable } from './find-table.ts'
import { formatTime } from './format.ts'
import { printColumns } from './print-columns.ts'
import { type Json, JsonText } from './print-json.ts'
import { textOption } from './read-arguments.ts'

const SUBJECTS = ['file', 'column', 'property'] as const

export const blameCommand: Command = {
  name: 'blame',
  positionals: ['table', 'path'],
  options: { ...VERSION_OPTIONS, as: { type: 'string' } },
  summary: 'say which versions added, changed and removed a file, a column or a property',
  help: `  --as KIND          what <path> is: file (default), column or property
${VERSION_OPTIONS_HELP}

--version and --at say what a column or property is called then, and leave out what was committed later.

A file is named exactly as its add names it; a column as in a predicate: address.city, \`odd name\`.

With --json: {"events": [{"commit", ...}], "isComplete"}, oldest first; for a file also "isLive".`,
  async run({ database, positionals, values, surroundings: { signal } }) {
    const kind = readKind(textOption(values, 'as'))
    const table = await findTable(database, positionals[0])
    const path = positionals[1] ?? ''
    const { tableId, name } = table
    const { version } = await chooseVersion(database, table, values)
    if (kind === 'file') {
      const history = until(await blameFile(database, { tableId, path }, signal), version)
      if (history.events.length === 0) throw unknownSubject(name, kind, path)
      return { text: printFile(history), json: fileJson(history) }
    }
    const subject = kind === 'column' ? { kind, path: [...(readColumnPath(path) ?? [path])] } : { kind, key: path }
    const history = await blameMetadata(database, { tableId, version, subject }, signal)
    if (history.events.length === 0) throw unknownSubject(name, kind, path)
    return { text: printMetadata(history), json: { ...history, events: history.events.map(event => ({ ...event })) } }
  },
}

/** What was known of a file at a version. */
function until(history: FileHistory, version: bigint): FileHistory {
  const events = history.events.filter(({ commit }) => commit.version <= version)
  if (events.length === history.events.length) return history
  return { ...history, events, isLive: !(events.at(-1)?.kind ?? 'removed').startsWith('removed') }
}

function readKind(text: string | undefined): (typeof SUBJECTS)[number] {
  const kind = SUBJECTS.find(subject => subject === (text ?? 'file'))
  if (kind) return kind
  throw new CommandFailure('usage', `Expected ${SUBJECTS.join(', ')} as --as, got ${JSON.stringify(text)}.`)
}

function unknownSubject(table: string, kind: string, path: string): CommandFailure {
  return new CommandFailure('not-found', `The table ${table} never had a ${kind} ${JSON.stringify(path)}.`)
}

function fileJson({ events, ...history }: FileHistory): Json {
  return {
    ...history,
    events: events.map(({ commit, kind, lines }) => ({
      commit: { ...commit },
      kind,
      actions: lines.map(line => new JsonText(line)),
    })),
  }
}

function printFile({ events, isLive, isComplete }: FileHistory): string {
  const list = printEvents(events.map(({ commit, kind }) => ({ commit, what: kind })))
  const end = isLive ? 'The file is live.' : 'The file is not live.'
  return isComplete ? `${list}\n\n${end}` : `${list}\n\nThere are more events than these.`
}

function printMetadata({ events, isComplete }: MetadataHistory): string {
  const list = printEvents(
    events.map(({ commit, change, key, from, to }) => ({
      commit,
      what: [change, key, from ?? '', to === null ? '' : `→ ${to}`].filter(Boolean).join(' '),
    })),
  )
  return isComplete ? list : `${list}\n\nOlder metadata was not looked at.`
}

function printEvents(events: readonly { readonly commit: BlamedCommit; readonly what: string }[]): string {
  return printColumns(
    [
      { title: 'VERSION', align: 'right' },
      { title: 'COMMITTED' },
      { title: 'OPERATION' },
      { title: 'COMMITTER' },
      { title: 'WHAT' },
    ],
    events.map(({ commit: { version, committedAt, operation, committer }, what }) => [
      String(version),
      formatTime(committedAt),
      operation,
      committer,
      what,
    ]),
  )
}
