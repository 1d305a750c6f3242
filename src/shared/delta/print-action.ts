import type {
  AddFile,
  CdcFile,
  CheckpointAction,
  CommitLine,
  DeletionVector,
  DomainMetadata,
  ExtraFields,
  Format,
  Framing,
  Metadata,
  Protocol,
  RemoveFile,
  Sidecar,
  Txn,
} from './actions.ts'

/**
 * Canonical JSON of an action, without a line end. It depends on the value alone: fields in the order in which Spark
 * writes them, absent fields left out, maps sorted by key, unknown fields last and verbatim.
 */
export function printAction(action: CheckpointAction): string {
  return action.kind === 'unknown'
    ? `{${JSON.stringify(action.name)}:${action.text}}`
    : `{"${action.kind}":${printBody(action)}}`
}

/** A commit as far as its text goes. */
export interface PrintableCommit {
  readonly lines: readonly Pick<CommitLine, 'text'>[]
  readonly framing: Framing
}

/** The exact text of a commit file: the lines as they were read, with what stood between them. */
export function printCommit({ lines, framing }: PrintableCommit): string {
  const texts = lines.map(({ text }) => text)
  if (framing === 'canonical') return texts.map(text => `${text}\n`).join('')
  if (framing === 'no-final') return texts.join('\n')
  return framing.map((separator, index) => separator + (texts[index] ?? '')).join('')
}

/** A JSON object of strings and nulls, sorted by key (UTF-16 code units). */
export function printStrings(strings: ReadonlyMap<string, string | null>): string {
  return printSorted(strings, JSON.stringify)
}

/** A JSON object of fields kept verbatim, sorted by name. */
export function printExtra(extra: ExtraFields): string {
  return printSorted(extra, text => text)
}

export function printDeletionVector(vector: DeletionVector): string {
  const { storageType, pathOrInlineDv, offset, sizeInBytes, cardinality, extra } = vector
  return printFields(
    [
      ['storageType', string(storageType)],
      ['pathOrInlineDv', string(pathOrInlineDv)],
      ['offset', plain(offset)],
      ['sizeInBytes', plain(sizeInBytes)],
      ['cardinality', plain(cardinality)],
    ],
    extra,
  )
}

export function printFormat({ provider, options }: Format): string {
  return printFields([
    ['provider', string(provider)],
    ['options', printStrings(options)],
  ])
}

type Field = readonly [name: string, text: string | undefined]

function printBody(action: Exclude<CheckpointAction, { kind: 'unknown' }>): string {
  switch (action.kind) {
    case 'add':
      return printFields(addFields(action), action.extra)
    case 'remove':
      return printFields(removeFields(action), action.extra)
    case 'metaData':
      return printFields(metadataFields(action), action.extra)
    case 'protocol':
      return printFields(protocolFields(action), action.extra)
    case 'txn':
      return printFields(txnFields(action), action.extra)
    case 'cdc':
      return printFields(cdcFields(action), action.extra)
    case 'domainMetadata':
      return printFields(domainFields(action), action.extra)
    case 'commitInfo':
      return action.text
    case 'checkpointMetadata':
      return printFields(
        [
          ['version', plain(action.version)],
          ['tags', strings(action.tags)],
        ],
        action.extra,
      )
    case 'sidecar':
      return printFields(sidecarFields(action), action.extra)
  }
  return action satisfies never
}

function addFields(add: AddFile): readonly Field[] {
  return [
    ['path', string(add.path)],
    ['partitionValues', printStrings(add.partitionValues)],
    ['size', plain(add.size)],
    ['modificationTime', plain(add.modificationTime)],
    ['dataChange', plain(add.dataChange)],
    ['stats', string(add.stats)],
    ['tags', strings(add.tags)],
    ['deletionVector', add.deletionVector && printDeletionVector(add.deletionVector)],
    ['baseRowId', plain(add.baseRowId)],
    ['defaultRowCommitVersion', plain(add.defaultRowCommitVersion)],
    ['clusteringProvider', string(add.clusteringProvider)],
  ]
}

function removeFields(remove: RemoveFile): readonly Field[] {
  return [
    ['path', string(remove.path)],
    ['deletionTimestamp', plain(remove.deletionTimestamp)],
    ['dataChange', plain(remove.dataChange)],
    ['extendedFileMetadata', plain(remove.extendedFileMetadata)],
    ['partitionValues', strings(remove.partitionValues)],
    ['size', plain(remove.size)],
    ['tags', strings(remove.tags)],
    ['deletionVector', remove.deletionVector && printDeletionVector(remove.deletionVector)],
    ['baseRowId', plain(remove.baseRowId)],
    ['defaultRowCommitVersion', plain(remove.defaultRowCommitVersion)],
    ['stats', string(remove.stats)],
  ]
}

/** An empty `schemaString` stands for an absent one, see `Metadata`. */
function metadataFields(metadata: Metadata): readonly Field[] {
  return [
    ['id', string(metadata.id)],
    ['name', string(metadata.name)],
    ['description', string(metadata.description)],
    ['format', printFormat(metadata.format)],
    ['schemaString', metadata.schemaString === '' ? undefined : string(metadata.schemaString)],
    ['partitionColumns', list(metadata.partitionColumns)],
    ['configuration', printStrings(metadata.configuration)],
    ['createdTime', plain(metadata.createdTime)],
  ]
}

function protocolFields(protocol: Protocol): readonly Field[] {
  return [
    ['minReaderVersion', plain(protocol.minReaderVersion)],
    ['minWriterVersion', plain(protocol.minWriterVersion)],
    ['readerFeatures', list(protocol.readerFeatures)],
    ['writerFeatures', list(protocol.writerFeatures)],
  ]
}

function txnFields(txn: Txn): readonly Field[] {
  return [
    ['appId', string(txn.appId)],
    ['version', plain(txn.version)],
    ['lastUpdated', plain(txn.lastUpdated)],
  ]
}

function cdcFields(cdc: CdcFile): readonly Field[] {
  return [
    ['path', string(cdc.path)],
    ['partitionValues', printStrings(cdc.partitionValues)],
    ['size', plain(cdc.size)],
    ['tags', strings(cdc.tags)],
    ['dataChange', plain(cdc.dataChange)],
  ]
}

function domainFields(domain: DomainMetadata): readonly Field[] {
  return [
    ['domain', string(domain.domain)],
    ['configuration', string(domain.configuration)],
    ['removed', plain(domain.removed)],
  ]
}

function sidecarFields(sidecar: Sidecar): readonly Field[] {
  return [
    ['path', string(sidecar.path)],
    ['sizeInBytes', plain(sidecar.sizeInBytes)],
    ['modificationTime', plain(sidecar.modificationTime)],
    ['tags', strings(sidecar.tags)],
  ]
}

function string(value: string | undefined): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value)
}

function plain(value: bigint | number | boolean | undefined): string | undefined {
  return value === undefined ? undefined : String(value)
}

function strings(value: ReadonlyMap<string, string | null> | undefined): string | undefined {
  return value && printStrings(value)
}

function list(value: readonly string[] | undefined): string | undefined {
  return value && JSON.stringify(value)
}

function printFields(fields: readonly Field[], extra?: ExtraFields): string {
  let members = ''
  for (const [name, text] of fields) {
    if (text !== undefined) members += `${members === '' ? '' : ','}"${name}":${text}`
  }
  if (extra === undefined || extra.size === 0) return `{${members}}`
  return `{${members}${members === '' ? '' : ','}${printExtra(extra).slice(1, -1)}}`
}

function printSorted<T>(values: ReadonlyMap<string, T>, print: (value: T) => string): string {
  const members = values.size < 2 ? values : [...values].sort(([a], [b]) => (a < b ? -1 : 1))
  let text = '{'
  for (const [key, value] of members) text += `${text === '{' ? '' : ','}${JSON.stringify(key)}:${print(value)}`
  return `${text}}`
}
