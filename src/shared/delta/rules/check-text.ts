import { FIELD_BYTES_MAX } from '../../limits.ts'
import type { Action, AddFile } from '../actions.ts'
import type { FindingLog } from './finding-log.ts'

type Step = string | number
type Text = readonly [steps: readonly Step[], text: string | null | undefined]

/** Text that PostgreSQL cannot hold, wherever it stands in an action. Verbatim JSON is not looked at: it is plain text. */
export function checkText(action: Action, index: number, findings: FindingLog): void {
  if (action.kind === 'add' && isPlainAdd(action)) return
  for (const [steps, text] of textsOf(action)) {
    if (text === null || text === undefined || isStorable(text)) continue
    const path = [index, action.kind, ...steps]
    if (text.includes('\u0000')) {
      const message = `Expected text without NUL, got one at character ${text.indexOf('\u0000') + 1}`
      findings.add({ rule: 'text.nul', path, message })
    }
    if (!text.isWellFormed()) {
      findings.add({ rule: 'text.surrogate', path, message: 'Expected Unicode text, got half of a surrogate pair' })
    }
    if (isLongerThan(text, FIELD_BYTES_MAX)) {
      const message = `Expected at most ${FIELD_BYTES_MAX} bytes of text, got more`
      findings.add({ rule: 'text.too-long', path, message })
    }
  }
}

/** Of a commit of a million files nearly all are such. */
function isPlainAdd({ path, stats, partitionValues, tags, deletionVector, clusteringProvider }: AddFile): boolean {
  if (tags !== undefined || deletionVector !== undefined || clusteringProvider !== undefined) return false
  if (!isStorable(path) || (stats !== undefined && !isStorable(stats))) return false
  for (const [key, value] of partitionValues) {
    if (!isStorable(key) || (value !== null && !isStorable(value))) return false
  }
  return true
}

function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000') && !isLongerThan(text, FIELD_BYTES_MAX)
}

function textsOf(action: Action): Text[] {
  switch (action.kind) {
    case 'add':
      return [
        [['path'], action.path],
        [['stats'], action.stats],
        [['clusteringProvider'], action.clusteringProvider],
        ...mapTexts('partitionValues', action.partitionValues),
        ...mapTexts('tags', action.tags),
        [['deletionVector', 'pathOrInlineDv'], action.deletionVector?.pathOrInlineDv],
        [['deletionVector', 'storageType'], action.deletionVector?.storageType],
      ]
    case 'remove':
      return [
        [['path'], action.path],
        [['stats'], action.stats],
        ...mapTexts('partitionValues', action.partitionValues),
        ...mapTexts('tags', action.tags),
        [['deletionVector', 'pathOrInlineDv'], action.deletionVector?.pathOrInlineDv],
        [['deletionVector', 'storageType'], action.deletionVector?.storageType],
      ]
    case 'cdc':
      return [
        [['path'], action.path],
        ...mapTexts('partitionValues', action.partitionValues),
        ...mapTexts('tags', action.tags),
      ]
    case 'metaData':
      return [
        [['id'], action.id],
        [['name'], action.name],
        [['description'], action.description],
        [['format', 'provider'], action.format.provider],
        ...mapTexts('format', action.format.options),
        [['schemaString'], action.schemaString],
        ...listTexts('partitionColumns', action.partitionColumns),
        ...mapTexts('configuration', action.configuration),
      ]
    case 'protocol':
      return [
        ...listTexts('readerFeatures', action.readerFeatures),
        ...listTexts('writerFeatures', action.writerFeatures),
      ]
    case 'txn':
      return [[['appId'], action.appId]]
    case 'domainMetadata':
      return [
        [['domain'], action.domain],
        [['configuration'], action.configuration],
      ]
    case 'commitInfo':
      return [
        [['operation'], action.operation],
        [['isolationLevel'], action.isolationLevel],
        [['engineInfo'], action.engineInfo],
        [['userName'], action.userName],
        [['userId'], action.userId],
        [['txnId'], action.txnId],
      ]
    case 'unknown':
      return [[[], action.name]]
  }
  return action satisfies never
}

function mapTexts(name: string, map: ReadonlyMap<string, string | null> | undefined): Text[] {
  return [...(map ?? [])].flatMap(([key, value]): Text[] => [
    [[name, key], key],
    [[name, key], value],
  ])
}

function listTexts(name: string, list: readonly string[] | undefined): Text[] {
  return (list ?? []).map((text, index): Text => [[name, index], text])
}

/** In bytes of UTF-8, which are counted only where the number of characters does not tell. */
function isLongerThan(text: string, bytesMax: number): boolean {
  if (text.length * 3 <= bytesMax) return false
  if (text.length > bytesMax) return true
  let bytes = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    const isSurrogate = unit >= 0xd800 && unit <= 0xdfff
    bytes += unit < 0x80 ? 1 : unit < 0x800 || isSurrogate ? 2 : 3
  }
  return bytes > bytesMax
}
