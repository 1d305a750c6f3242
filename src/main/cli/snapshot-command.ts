import type { Action } from '../../shared/delta/actions.ts'
import { jsonText, readJson } from '../../shared/delta/json.ts'
import { parseAction } from '../../shared/delta/parse-action.ts'
import { readSnapshotHeader, type SnapshotHeader } from '../postgres/snapshot.ts'
import { chooseVersion, VERSION_OPTIONS, VERSION_OPTIONS_HELP } from './choose-version.ts'
import type { Command } from './command.ts'
import { CommandFailure } from './command-failure.ts'
import { findTable } from './find-table.ts'
import { formatBytes, formatCount, formatTime } from './format.ts'
import { visible } from './print-columns.ts'
import { type Json, JsonText } from './print-json.ts'

export const snapshotCommand: Command = {
  name: 'snapshot',
  positionals: ['table'],
  options: VERSION_OPTIONS,
  summary: 'show the state of a table at a version or a time',
  help: `${VERSION_OPTIONS_HELP}

With --json: {"version", "asOf", "numFiles", "sizeInBytes", "protocol", "metaData", "txns", "domains"}. asOf is null or, with
--at, {"timeMs", "version", "committedAt", "timeSource", "inCommitSince"}. protocol and metaData are the Delta JSON objects of the log, null where the log has none; txns gives each application's version and domains each
domain's configuration. 64-bit numbers are exact.`,
  async run({ database, positionals, values }) {
    const table = await findTable(database, positionals[0])
    const { version, asOf } = await chooseVersion(database, table, values)
    const header = await readSnapshotHeader(database, table.tableId, version)
    if (header === undefined) throw new CommandFailure('not-found', `Version ${version} is not recorded.`)
    return {
      text: printSnapshot(table.name, header, asOf?.words),
      json: { version, asOf: asOf?.json ?? null, ...snapshotJson(header) },
    }
  },
}

function snapshotJson(header: SnapshotHeader): Readonly<Record<string, Json>> {
  return {
    version: header.version,
    numFiles: header.numFiles,
    sizeInBytes: header.sizeInBytes,
    protocol: bodyOf(header.protocol),
    metaData: bodyOf(header.metaData),
    txns: Object.fromEntries(txnsOf(header)),
    domains: Object.fromEntries(domainsOf(header)),
  }
}

function txnsOf({ txns }: SnapshotHeader): [string, bigint][] {
  return txns.map(actionOf).flatMap(action => (action?.kind === 'txn' ? [[action.appId, action.version]] : []))
}

function domainsOf({ domains }: SnapshotHeader): [string, string][] {
  return domains
    .map(actionOf)
    .flatMap(action => (action?.kind === 'domainMetadata' ? [[action.domain, action.configuration]] : []))
}

function printSnapshot(name: string, header: SnapshotHeader, asOf: string | undefined): string {
  const protocol = actionOf(header.protocol)
  const metadata = actionOf(header.metaData)
  const lines: [string, string][] = [
    ['table', name],
    ...(asOf === undefined ? [] : [['as of', asOf] satisfies [string, string]]),
    ['version', String(header.version)],
    ['committed', formatTime(header.committedAt)],
    ['files', formatCount(header.numFiles)],
    ['size', `${formatBytes(header.sizeInBytes)} (${header.sizeInBytes} bytes)`],
    ['rows', header.numRows === null ? 'unknown: not every file says' : formatCount(header.numRows)],
  ]
  if (protocol?.kind === 'protocol') {
    const features = [...new Set([...(protocol.readerFeatures ?? []), ...(protocol.writerFeatures ?? [])])].sort()
    lines.push(['protocol', `reader ${protocol.minReaderVersion}, writer ${protocol.minWriterVersion}`])
    if (features.length > 0) lines.push(['features', features.join(', ')])
  }
  if (metadata?.kind === 'metaData') {
    if (metadata.partitionColumns.length > 0) lines.push(['partitioned by', metadata.partitionColumns.join(', ')])
    for (const [key, value] of metadata.configuration) lines.push(['property', `${key} = ${value}`])
  }
  for (const [appId, version] of txnsOf(header)) lines.push(['txn', `${appId} at ${version}`])
  for (const [domain] of domainsOf(header)) lines.push(['domain', domain])
  const width = Math.max(...lines.map(([label]) => label.length))
  return lines.map(([label, value]) => `${label.padEnd(width)}  ${visible(value)}`).join('\n')
}

function actionOf(line: string | null): Action | undefined {
  if (line === null) return undefined
  const parsed = parseAction(line, 0)
  return parsed.kind === 'ok' ? parsed.value.action : undefined
}

/** The object behind the one key of a Delta JSON line, as it is written. */
function bodyOf(line: string | null): Json {
  const action = actionOf(line)
  const read = line === null ? undefined : readJson(line)
  if (action === undefined || read?.kind !== 'ok' || read.value.kind !== 'object') return null
  const body = read.value.member(action.kind)
  return body ? new JsonText(jsonText(body)) : null
}
