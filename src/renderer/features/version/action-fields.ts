import type { Action } from '../../../shared/delta/actions.ts'
import { type JsonValue, jsonString, jsonText, readJson } from '../../../shared/delta/json.ts'

/** One field of an action as it stands in the line. */
export interface ActionField {
  readonly name: string
  readonly value: JsonValue
  /** The exact source text of the value. */
  readonly text: string
  /** For a string, the characters that it stands for. */
  readonly string: string | undefined
  /** True where this program knows nothing of the field and only keeps it. */
  readonly isUnknown: boolean
}

/** Every field of an action in source order, the unknown ones marked; empty where the line is no JSON object. */
export function actionFields(line: string, action: Action | undefined): ActionField[] {
  const checked = readJson(line)
  if (checked.kind === 'invalid' || checked.value.kind !== 'object') return []
  const [body] = checked.value.members.values()
  if (body?.kind !== 'object') return []
  return [...body.members].map(([name, value]) => ({
    name,
    value,
    text: jsonText(value),
    string: value.kind === 'string' ? jsonString(value) : undefined,
    isUnknown: isUnknown(action, name),
  }))
}

function isUnknown(action: Action | undefined, name: string): boolean {
  if (!action || action.kind === 'unknown') return true
  return 'extra' in action && (action.extra?.has(name) ?? false)
}
