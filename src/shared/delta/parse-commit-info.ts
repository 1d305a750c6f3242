import type { CommitInfo } from './actions.ts'
import { isInt64 } from './exact-integer.ts'
import { type JsonObject, type JsonValue, jsonInteger, jsonString, jsonText } from './json.ts'

type Fields = { -readonly [Field in Exclude<keyof CommitInfo, 'kind' | 'text'>]?: CommitInfo[Field] }

/** Commit provenance is free-form: a field of another type than expected is simply not read, the text keeps it. */
export function parseCommitInfo(object: JsonObject): CommitInfo {
  const fields: Fields = {}
  for (const [position, value] of object.values.entries()) readField(fields, object.names[position] ?? '', value)
  return { kind: 'commitInfo', text: jsonText(object), ...fields }
}

function readField(fields: Fields, name: string, value: JsonValue): void {
  switch (name) {
    case 'timestamp':
    case 'inCommitTimestamp':
    case 'readVersion':
      fields[name] = longOf(value)
      return
    case 'operation':
    case 'isolationLevel':
    case 'engineInfo':
    case 'userName':
    case 'userId':
    case 'txnId':
      fields[name] = value.kind === 'string' ? jsonString(value) : undefined
      return
    case 'isBlindAppend':
      fields[name] = value.kind === 'boolean' ? value.value : undefined
      return
    case 'operationParameters':
      fields[name] = value.kind === 'object' ? jsonText(value) : undefined
      return
  }
}

function longOf(value: JsonValue): bigint | undefined {
  const whole = value.kind === 'number' ? jsonInteger(value) : undefined
  return whole !== undefined && isInt64(whole) ? whole : undefined
}
