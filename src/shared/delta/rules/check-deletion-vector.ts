import type { DeletionVector } from '../actions.ts'
import type { Finding } from '../rules.ts'
import { parseStats } from '../stats.ts'

/** The descriptor of a deletion vector; `stats` are those of the add that carries it (Delta protocol, "Deletion Vectors"). */
export function checkDeletionVector(
  vector: DeletionVector | undefined,
  stats: string | undefined,
  base: Finding['path'],
): readonly Finding[] {
  if (!vector) return NO_FINDINGS
  const place = [...base, 'deletionVector']
  const findings = [...checkText(vector, place), ...checkNumbers(vector, place)]
  return base[1] === 'add' ? [...findings, ...checkRows(vector, stats, base)] : findings
}

const NO_FINDINGS: readonly Finding[] = []

function checkText(vector: DeletionVector, place: Finding['path']): Finding[] {
  const { storageType, pathOrInlineDv } = vector
  const path = [...place, 'pathOrInlineDv']
  const malformed = (expected: string): Finding[] => [
    { rule: 'dv.text-malformed', path, message: `Expected ${expected}, got ${JSON.stringify(pathOrInlineDv)}` },
  ]
  switch (storageType) {
    case 'u': {
      const id = pathOrInlineDv.slice(-UUID_CHARACTERS)
      return id.length === UUID_CHARACTERS && Z85.test(id)
        ? []
        : malformed('a prefix and the 20 Z85 characters of a UUID')
    }
    case 'i':
      return pathOrInlineDv.length % 5 === 0 && Z85.test(pathOrInlineDv) ? [] : malformed('Z85 text in groups of five')
    case 'p':
      return pathOrInlineDv === '' ? malformed('an absolute path') : []
    default: {
      const message = `Expected the storage type u, i or p, got ${JSON.stringify(storageType)}`
      return [{ rule: 'dv.storage-type', path: [...place, 'storageType'], message }]
    }
  }
}

const UUID_CHARACTERS = 20
const Z85 = /^[0-9a-zA-Z.\-:+=^!/*?&<>()[\]{}@%$#]+$/

function checkNumbers(vector: DeletionVector, place: Finding['path']): Finding[] {
  const findings: Finding[] = []
  for (const field of ['offset', 'sizeInBytes', 'cardinality'] as const) {
    const value = vector[field]
    if (value === undefined || value >= 0) continue
    const message = `Expected a number that is not negative, got ${value}`
    findings.push({ rule: 'dv.number-negative', path: [...place, field], message })
  }
  if (vector.storageType === 'i' && vector.offset !== undefined) {
    const message = `Expected no offset for an inline deletion vector, got ${vector.offset}`
    findings.push({ rule: 'dv.inline-offset', path: [...place, 'offset'], message })
  }
  return findings
}

function checkRows(vector: DeletionVector, text: string | undefined, base: Finding['path']): Finding[] {
  const stats = parseStats(text)
  const path = [...base, 'stats']
  if (stats?.numRecords === undefined) {
    const message = 'Expected numRecords in the statistics of a file with a deletion vector, got none'
    return [{ rule: 'dv.num-records-missing', path, message }]
  }
  const findings: Finding[] = []
  if (vector.cardinality > stats.numRecords) {
    const message = `Expected at most ${stats.numRecords} hidden rows, got ${vector.cardinality}`
    findings.push({ rule: 'dv.cardinality-excessive', path: [...base, 'deletionVector', 'cardinality'], message })
  }
  if (stats.tightBounds) {
    const message = 'Expected tightBounds false beside a deletion vector, got true (which is also the default)'
    findings.push({ rule: 'dv.tight-bounds', path, message })
  }
  return findings
}
