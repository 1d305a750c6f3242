import type { JsonText } from './actions.ts'
import type { JsonObject, JsonValue } from './json.ts'
import { jsonText, readJson } from './json.ts'

/** A piece of a text that is replaced; every other byte stays. */
export interface TextEdit {
  readonly from: number
  readonly to: number
  readonly insert: string
}

/** One member of an action, as it is written. */
export interface ActionMember {
  readonly name: string
  readonly value: JsonValue
  readonly text: JsonText
}

/** An action's name and members as its line has them; undefined where the line is no action that can be read. */
export function readMembers(
  line: string,
): { readonly kind: string; readonly members: readonly ActionMember[] } | undefined {
  const action = readAction(line)
  if (!action) return undefined
  const { kind, object } = action
  const members = object.names.map((name, index) => ({ name, value: object.values[index] }))
  return {
    kind,
    members: members.flatMap(({ name, value }) => (value ? [{ name, value, text: jsonText(value) }] : [])),
  }
}

/**
 * The smallest edit of an action's line that gives a member a value, or takes it away where `value` is absent. `path` are
 * the names from the action inwards: `['size']`, `['partitionValues', 'dt']`. Undefined where there is nothing to edit.
 */
export function editMember(line: string, path: readonly string[], value: JsonText | undefined): TextEdit | undefined {
  let object = readAction(line)?.object
  for (const name of path.slice(0, -1)) {
    const next: JsonValue | undefined = object?.member(name)
    object = next?.kind === 'object' ? next : undefined
  }
  const name = path.at(-1)
  if (!object || name === undefined) return undefined
  const index = object.names.lastIndexOf(name)
  const there = index === -1 ? undefined : object.values[index]
  if (value === undefined) return there && removal(object, index)
  if (there) return { from: there.start, to: there.end, insert: value }
  const last = object.values.at(-1)
  const at = last ? last.end : object.start + 1
  return { from: at, to: at, insert: `${last ? ',' : ''}${JSON.stringify(name)}:${value}` }
}

/** From the end of the member before to the end of this one; the first takes the comma behind it along. */
function removal(object: JsonObject, index: number): TextEdit | undefined {
  const [before, there, after] = [object.values[index - 1], object.values[index], object.values[index + 1]]
  if (!there) return undefined
  if (before) return { from: before.end, to: there.end, insert: '' }
  if (!after) return { from: object.start + 1, to: there.end, insert: '' }
  const comma = object.source.indexOf(',', there.end)
  return { from: object.start + 1, to: comma + 1, insert: '' }
}

function readAction(line: string): { readonly kind: string; readonly object: JsonObject } | undefined {
  const read = readJson(line)
  if (read.kind === 'invalid' || read.value.kind !== 'object') return undefined
  const [kind] = read.value.names
  const object = read.value.values[0]
  if (kind === undefined || object?.kind !== 'object' || read.value.names.length !== 1) return undefined
  return { kind, object }
}
