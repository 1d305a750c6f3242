import { describeJson, type JsonValue, jsonText } from '../json.ts'
import type { JsonObject } from '../json-object.ts'
import { shapedStats } from '../known-shapes.ts'
import type { Finding } from '../rules.ts'
import { readStats } from '../stats.ts'
import { suspicionsOf } from '../stats-suspicion.ts'

/** The `stats` text of an add (Delta protocol, "Per-file Statistics"). */
export function checkStats(text: string | undefined, base: Finding['path']): readonly Finding[] {
  const known = text === undefined ? undefined : shapedStats(text)
  return known?.shape.arePlausible(known.values) ? NO_FINDINGS : checkUnshaped(text, base)
}

function checkUnshaped(text: string | undefined, base: Finding['path']): readonly Finding[] {
  const missing = (what: string): Finding => {
    const message = `Expected statistics, got ${what}: no query can skip this file`
    return { rule: 'stats.missing', path: [...base, 'stats'], message }
  }
  const unreadable = (message: string): Finding => ({ rule: 'stats.unreadable', path: [...base, 'stats'], message })
  if (text === undefined || text === '') return [missing('none')]
  const read = readStats(text)
  if (read.kind === 'invalid') {
    return [unreadable(`Expected JSON text as statistics: ${read.issues[0]?.message ?? 'no JSON'}`)]
  }
  if (read.value.kind === 'null') return [missing('null')]
  if (read.value.kind !== 'object') {
    return [unreadable(`Expected a JSON object as statistics, got ${describeJson(read.value)}`)]
  }
  const suspicions = suspicionsOf(read.value)
  if (suspicions.length === 0 && hasPlainParts(read.value)) return NO_FINDINGS
  const path = [...base, 'stats']
  return [
    ...checkParts(read.value, path),
    ...suspicions.map(({ kind, message }): Finding => ({ rule: `stats.${kind}`, path, message })),
  ]
}

const NO_FINDINGS: readonly Finding[] = []

/** The parts are of the kinds that they should be of, if they are there. */
function hasPlainParts(object: JsonObject): boolean {
  for (let index = 0; index < object.names.length; index++) {
    const value = object.values[index]
    switch (object.names[index]) {
      case 'numRecords':
        if (value?.kind !== 'number' || !value.plain || value.end - value.start > SAFE_DIGITS || isNegative(value)) {
          return false
        }
        break
      case 'tightBounds':
        if (value?.kind !== 'boolean') return false
        break
      case 'minValues':
      case 'maxValues':
      case 'nullCount':
        if (value?.kind !== 'object') return false
    }
  }
  return true
}

const SAFE_DIGITS = 15

function isNegative(value: JsonValue): boolean {
  return value.source[value.start] === '-'
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
