import type { JsonText } from '../../../../shared/delta/actions.ts'
import { type JsonValue, jsonString, jsonText, readJson } from '../../../../shared/delta/json.ts'
import type { FieldType } from './action-fields.ts'

/** What a form shows of a member: the characters of a string, else the JSON as it is written. */
export function shownText(value: JsonValue | undefined, type: FieldType): string {
  if (value === undefined) return ''
  if (value.kind === 'string' && type !== 'json') return jsonString(value)
  return jsonText(value)
}

/** What was typed as JSON to be written into the line; undefined where it is not a value of that type (yet). */
export function writtenValue(typed: string, type: FieldType): JsonText | undefined {
  switch (type) {
    case 'text':
    case 'json-text':
      return typed.isWellFormed() ? JSON.stringify(typed) : undefined
    case 'number':
      return /^-?(0|[1-9]\d*)$/.test(typed.trim()) ? typed.trim() : undefined
    case 'boolean':
      return typed === 'true' || typed === 'false' ? typed : undefined
    case 'json': {
      // Raw line ends stand between tokens only, and an action is one line.
      const line = typed.trim().replaceAll(/[\r\n]+/g, ' ')
      return readJson(line).kind === 'ok' ? line : undefined
    }
  }
  return type satisfies never
}
