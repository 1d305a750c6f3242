import type { DataType } from './data-type.ts'

/** A type as the log names it, without the fields of structs, which have lines of their own. */
export function typeText(type: DataType): string {
  switch (type.kind) {
    case 'primitive':
      return type.name === 'null' ? 'void' : type.name
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`
    case 'parameterized':
    case 'unknown':
      return type.text
    case 'struct':
      return 'struct'
    case 'array':
      return `array<${typeText(type.elementType)}>`
    case 'map':
      return `map<${typeText(type.keyType)}, ${typeText(type.valueType)}>`
  }
  return type satisfies never
}
