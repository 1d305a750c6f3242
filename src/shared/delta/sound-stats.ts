import { type JsonNumber, type JsonValue, jsonDouble, jsonString, jsonText } from './json.ts'

/** True only where no null count can be above `numRecords`; false says that they must be looked at more closely. */
export function areSoundCounts(counts: JsonValue | undefined, numRecords: JsonValue | undefined): boolean {
  if (counts?.kind !== 'object' || numRecords === undefined || numRecords.kind === 'null') return true
  if (numRecords.kind !== 'number' || !numRecords.plain) return false
  const recordsMax = jsonDouble(numRecords)
  return recordsMax <= Number.MAX_SAFE_INTEGER && areCountsUpTo(counts.values, recordsMax)
}

function areCountsUpTo(counts: readonly JsonValue[], recordsMax: number): boolean {
  for (const count of counts) {
    if (count.kind === 'object') {
      if (!areCountsUpTo(count.values, recordsMax)) return false
    } else if (
      count.kind === 'number' &&
      !(count.plain && jsonDouble(count) <= recordsMax) &&
      jsonText(count) !== '0'
    ) {
      return false
    }
  }
  return true
}

/** True only where no minimum can be above its maximum; false says that they must be looked at more closely. */
export function areSoundBounds(minValues: JsonValue | undefined, maxValues: JsonValue | undefined): boolean {
  if (minValues?.kind !== 'object' || maxValues?.kind !== 'object') return true
  if (minValues.names.length !== maxValues.names.length) return false
  for (let index = 0; index < minValues.names.length; index++) {
    const [min, max] = [minValues.values[index], maxValues.values[index]]
    if (minValues.names[index] !== maxValues.names[index] || min === undefined || max === undefined) return false
    if (!isSoundPair(min, max)) return false
  }
  return true
}

function isSoundPair(min: JsonValue, max: JsonValue): boolean {
  // Bounds of two types do not compare.
  if (min.kind !== max.kind) return true
  switch (min.kind) {
    case 'number':
      return max.kind === 'number' && isSoundRange(min, max)
    case 'string':
      return max.kind === 'string' && isSoundText(jsonString(min), jsonString(max))
    case 'boolean':
      return max.kind === 'boolean' && !(min.value && !max.value)
    case 'object':
      return areSoundBounds(min, max)
    case 'null':
    case 'array':
      return true
  }
  return min satisfies never
}

function isSoundRange(min: JsonNumber, max: JsonNumber): boolean {
  const [low, high] = [jsonDouble(min), jsonDouble(max)]
  return low < high || (low === high && jsonText(min) === jsonText(max))
}

/** Text of ASCII alone is ordered by its code units. */
function isSoundText(min: string, max: string): boolean {
  return min === max || (min < max && ASCII.test(min) && ASCII.test(max))
}

const ASCII = /^[ -~]*$/
