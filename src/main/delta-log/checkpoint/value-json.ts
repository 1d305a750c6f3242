import { isGroup, type RowValue } from '../parquet/record-reader.ts'
import type { RowNode } from '../parquet/row-schema.ts'
import { leafText } from './leaf-text.ts'

/** JSON text of a value; undefined where it is null or has no form in Delta's JSON. */
export type JsonPrinter = (value: RowValue) => string | undefined

/** Prints the values of a field as JSON. Null fields of a struct are left out, as Spark leaves them out. */
export function jsonPrinter(node: RowNode): JsonPrinter {
  switch (node.kind) {
    case 'leaf':
      return leafPrinter(node)
    case 'struct':
      return structPrinter(node.fields)
    case 'list': {
      const print = jsonPrinter(node.element)
      return value =>
        isGroup(value) && value.kind === 'list'
          ? `[${value.items.map(item => print(item) ?? 'null').join(',')}]`
          : undefined
    }
    case 'map': {
      const print = node.value ? jsonPrinter(node.value) : () => undefined
      return value => {
        if (!isGroup(value) || value.kind !== 'map') return undefined
        const { keys, values } = value
        const members = keys.map((key, at) => `${JSON.stringify(String(key))}:${print(values[at] ?? null) ?? 'null'}`)
        return `{${members.join(',')}}`
      }
    }
  }
  return node satisfies never
}

function leafPrinter({ leaf }: Extract<RowNode, { kind: 'leaf' }>): JsonPrinter {
  const text = leafText(leaf.element)
  if (!text) return () => undefined
  return value => {
    if (value === null || isGroup(value)) return undefined
    const printed = text.print(value)
    return printed !== undefined && text.quoted ? JSON.stringify(printed) : printed
  }
}

function structPrinter(fields: readonly RowNode[]): JsonPrinter {
  const printers = fields.map(field => [JSON.stringify(field.name), jsonPrinter(field)] as const)
  return value => {
    if (!isGroup(value) || value.kind !== 'struct') return undefined
    let members = ''
    for (const [index, [name, print]] of printers.entries()) {
      const text = print(value.fields[index] ?? null)
      if (text === undefined) continue
      members += members === '' ? `${name}:${text}` : `,${name}:${text}`
    }
    return `{${members}}`
  }
}
