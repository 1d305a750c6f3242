import { type JsonValue, jsonString, jsonText, readJson } from '../../shared/delta/json.ts'

/**
 * Whether two commit files hold the same actions, however they are written: the order of lines and keys, spaces and
 * escapes mean nothing. Numbers are the same where their digits are. What is no JSON is the same only as itself.
 */
export function sameActions(one: string, other: string): boolean {
  const [first, second] = [canonicalLines(one), canonicalLines(other)]
  return first.length === second.length && first.every((line, index) => line === second[index])
}

function canonicalLines(text: string): string[] {
  return text
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => {
      const read = readJson(line.trim())
      return read.kind === 'ok' ? canonical(read.value) : line
    })
    .sort()
}

function canonical(value: JsonValue): string {
  switch (value.kind) {
    case 'object': {
      const members = [...value.members].map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`)
      return `{${members.sort().join(',')}}`
    }
    case 'array':
      return `[${value.items.map(canonical).join(',')}]`
    case 'string':
      return JSON.stringify(jsonString(value))
    case 'number':
    case 'boolean':
    case 'null':
      return jsonText(value)
  }
}
