const FILE = ['path', 'partitionValues', 'size', 'dataChange', 'stats', 'tags', 'deletionVector', 'baseRowId'] as const

/** The fields of each action in the order in which they are mostly written (Delta protocol, "Actions"). */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  add: [...FILE, 'modificationTime', 'defaultRowCommitVersion', 'clusteringProvider'],
  remove: [...FILE, 'deletionTimestamp', 'extendedFileMetadata', 'defaultRowCommitVersion'],
  metaData: ['id', 'name', 'description', 'format', 'schemaString', 'partitionColumns', 'configuration', 'createdTime'],
  protocol: ['minReaderVersion', 'minWriterVersion', 'readerFeatures', 'writerFeatures'],
  txn: ['appId', 'version', 'lastUpdated'],
  cdc: ['path', 'partitionValues', 'size', 'dataChange', 'tags'],
  domainMetadata: ['domain', 'configuration', 'removed'],
  commitInfo: [
    'operation',
    'operationParameters',
    'timestamp',
    'inCommitTimestamp',
    'readVersion',
    'isolationLevel',
    'isBlindAppend',
    'engineInfo',
    'userName',
    'txnId',
  ],
}
const DELETION_VECTOR = ['storageType', 'pathOrInlineDv', 'offset', 'sizeInBytes', 'cardinality'] as const

interface Level {
  readonly isObject: boolean
  readonly used: string[]
  awaits: 'key' | 'value'
}

/** The names that may stand as the next key after `before`, the beginning of a line; none where no key is due. */
export function nextKeys(before: string): readonly string[] {
  const levels = readLevels(before)
  const level = levels.at(-1)
  if (!level?.isObject || level.awaits !== 'key') return []
  return namesIn(levels.slice(0, -1).map(({ used }) => used.at(-1))).filter(name => !level.used.includes(name))
}

function namesIn(path: readonly (string | undefined)[]): readonly string[] {
  const [action, field] = path
  if (path.length === 0) return Object.keys(FIELDS)
  if (path.length === 1) return FIELDS[action ?? ''] ?? []
  return path.length === 2 && field === 'deletionVector' ? DELETION_VECTOR : []
}

/** The objects and arrays that are open at the end of `before`, outermost first. */
function readLevels(before: string): Level[] {
  const levels: Level[] = []
  for (const [token, string] of before.matchAll(/"((?:[^"\\]|\\.)*)"|[{}[\],:]/g)) {
    const level = levels.at(-1)
    if (token === '{' || token === '[') levels.push({ isObject: token === '{', used: [], awaits: 'key' })
    else if (token === '}' || token === ']') levels.pop()
    else if (level && token === ',') level.awaits = 'key'
    else if (level && token === ':') level.awaits = 'value'
    else if (level?.awaits === 'key' && string !== undefined) level.used.push(string)
  }
  return levels
}
