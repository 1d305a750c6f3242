import { FIELD_BYTES_MAX } from '../../limits.ts'
import type { Action } from '../actions.ts'
import type { Finding } from '../rules.ts'

type Step = string | number
type Text = readonly [steps: readonly Step[], text: string | null | undefined]

/** Text that PostgreSQL cannot hold, wherever it stands in an action. Verbatim JSON is not looked at: it is plain text. */
export function checkText(action: Action, index: number): Finding[] {
  const findings: Finding[] = []
  for (const [steps, text] of textsOf(action)) {
    if (text === null || text === undefined) continue
    const path = [index, action.kind, ...steps]
    if (text.includes('\u0000')) {
      const message = `Expected text without NUL, got one at character ${text.indexOf('\u0000') + 1}`
      findings.push({ rule: 'text.nul', path, message })
    }
    if (!text.isWellFormed()) {
      findings.push({ rule: 'text.surrogate', path, message: 'Expected Unicode text, got half of a surrogate pair' })
    }
    if (text.length > FIELD_BYTES_MAX / 3 && byteLength(text) > FIELD_BYTES_MAX) {
      const message = `Expected at most ${FIELD_BYTES_MAX} bytes of text, got ${byteLength(text)}`
      findings.push({ rule: 'text.too-long', path, message })
    }
  }
  return findings
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

function byteLength(text: string): number {
  let bytes = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}
