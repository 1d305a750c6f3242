import type { CommitInfo } from './actions.ts'
import { isInt64 } from './exact-integer.ts'
import { type JsonObject, jsonInteger, jsonString, jsonText } from './json.ts'

/** Commit provenance is free-form: a field of another type than expected is simply not read, the text keeps it. */
export function parseCommitInfo(object: JsonObject): CommitInfo {
  return {
    kind: 'commitInfo',
    text: jsonText(object),
    timestamp: longOf(object, 'timestamp'),
    inCommitTimestamp: longOf(object, 'inCommitTimestamp'),
    operation: stringOf(object, 'operation'),
    operationParameters: objectTextOf(object, 'operationParameters'),
    readVersion: longOf(object, 'readVersion'),
    isolationLevel: stringOf(object, 'isolationLevel'),
    isBlindAppend: booleanOf(object, 'isBlindAppend'),
    engineInfo: stringOf(object, 'engineInfo'),
    userName: stringOf(object, 'userName'),
    userId: stringOf(object, 'userId'),
    txnId: stringOf(object, 'txnId'),
  }
}

function stringOf(object: JsonObject, name: string): string | undefined {
  const value = object.member(name)
  return value?.kind === 'string' ? jsonString(value) : undefined
}

function longOf(object: JsonObject, name: string): bigint | undefined {
  const value = object.member(name)
  const whole = value?.kind === 'number' ? jsonInteger(value) : undefined
  return whole !== undefined && isInt64(whole) ? whole : undefined
}

function booleanOf(object: JsonObject, name: string): boolean | undefined {
  const value = object.member(name)
  return value?.kind === 'boolean' ? value.value : undefined
}

function objectTextOf(object: JsonObject, name: string): string | undefined {
  const value = object.member(name)
  return value?.kind === 'object' ? jsonText(value) : undefined
}
