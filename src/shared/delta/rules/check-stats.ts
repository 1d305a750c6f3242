import { describeJson, type JsonValue, jsonText, readJson } from '../json.ts'
import type { JsonObject } from '../json-object.ts'
import type { Finding } from '../rules.ts'
import { statsOf } from '../stats.ts'
import { suspiciousStats } from '../stats-suspicion.ts'

/** The `stats` text of an add (Delta protocol, "Per-file Statistics"). */
export function checkStats(text: string | undefined, base: Finding['path']): Finding[] {
  const path = [...base, 'stats']
  if (text === undefined || text === '') {
    return [{ rule: 'stats.missing', path, message: 'Expected statistics, got none: no query can skip this file' }]
  }
  const read = readJson(text)
  if (read.kind === 'invalid') {
    const why = read.issues[0]?.message ?? 'no JSON'
    return [{ rule: 'stats.unreadable', path, message: `Expected JSON text as statistics: ${why}` }]
  }
  if (read.value.kind === 'null') {
    return [{ rule: 'stats.missing', path, message: 'Expected statistics, got null: no query can skip this file' }]
  }
  if (read.value.kind !== 'object') {
    const message = `Expected a JSON object as statistics, got ${describeJson(read.value)}`
    return [{ rule: 'stats.unreadable', path, message }]
  }
  return [
    ...checkParts(read.value, path),
    ...suspiciousStats(statsOf(read.value)).map(
      ({ kind, message }): Finding => ({ rule: `stats.${kind}`, path, message }),
    ),
  ]
}

function checkParts(object: JsonObject, path: Finding['path']): Finding[] {
  const findings: Finding[] = []
  const numRecords = object.member('numRecords')
  if (numRecords !== undefined && numRecords.kind !== 'null' && !isCount(numRecords)) {
    const message = `Expected a whole number of rows as numRecords, got ${describeJson(numRecords)}`
    findings.push({ rule: 'stats.num-records', path, message })
  }
  const tightBounds = object.member('tightBounds')
  if (tightBounds !== undefined && tightBounds.kind !== 'boolean' && tightBounds.kind !== 'null') {
    const message = `Expected true or false as tightBounds, got ${describeJson(tightBounds)}`
    findings.push({ rule: 'stats.part-unreadable', path, message })
  }
  for (const name of ['minValues', 'maxValues', 'nullCount']) {
    const part = object.member(name)
    if (part === undefined || part.kind === 'object' || part.kind === 'null') continue
    findings.push({
      rule: 'stats.part-unreadable',
      path,
      message: `Expected an object as ${name}, got ${describeJson(part)}`,
    })
  }
  return findings
}

function isCount(value: JsonValue): boolean {
  return value.kind === 'number' && /^\d{1,19}$/.test(jsonText(value)) && BigInt(jsonText(value)) < 2n ** 63n
}
