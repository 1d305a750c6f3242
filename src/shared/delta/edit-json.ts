import type { JsonText } from './actions.ts'
import { jsonText, readJson } from './json.ts'

/** The object with one member set to a value, every other byte as it was; undefined where the text is no object. */
export function withMember(object: JsonText, name: string, value: JsonText): JsonText | undefined {
  const read = readJson(object)
  if (read.kind === 'invalid' || read.value.kind !== 'object') return undefined
  const text = jsonText(read.value)
  const member = read.value.member(name)
  if (member) {
    const start = read.value.start
    return `${text.slice(0, member.start - start)}${value}${text.slice(member.end - start)}`
  }
  const body = text.slice(0, -1).trimEnd()
  return `${body}${body.endsWith('{') ? '' : ','}${JSON.stringify(name)}:${value}}`
}
