import type { Metadata } from './actions.ts'
import { type PropertyValue, parsePropertyValue, type TableProperty } from './table-property.ts'
import { TABLE_PROPERTIES } from './table-property-table.ts'

/** A property as it holds for a table. */
export interface EffectiveProperty {
  readonly name: string
  /** The text that counts; absent where the property is not set and has no default. */
  readonly text?: string | undefined
  /** What the text stands for; absent where there is none or it is not of the property's type. */
  readonly value?: PropertyValue | undefined
  readonly origin: 'set' | 'default'
  /** What this program knows about the property; absent for properties of others. */
  readonly known?: TableProperty | undefined
}

const BY_NAME: ReadonlyMap<string, TableProperty> = new Map(TABLE_PROPERTIES.map(known => [known.name, known]))

/** The known property of that name; names count with their case, as in Spark. */
export function findProperty(name: string): TableProperty | undefined {
  return BY_NAME.get(name)
}

/** Every property that is set or known, by name: what is set, and the defaults of the rest. */
export function effectiveProperties(metadata: Pick<Metadata, 'configuration'>): EffectiveProperty[] {
  const set = [...metadata.configuration].map(([name, text]) => effective(name, text, 'set'))
  const defaults = TABLE_PROPERTIES.filter(({ name }) => !metadata.configuration.has(name)).map(known =>
    effective(known.name, known.defaultText, 'default'),
  )
  return [...set, ...defaults].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}

/** The property as it holds for the table, set or not. */
export function effectiveProperty(metadata: Pick<Metadata, 'configuration'>, name: string): EffectiveProperty {
  const text = metadata.configuration.get(name)
  return text === undefined ? effective(name, findProperty(name)?.defaultText, 'default') : effective(name, text, 'set')
}

/** Whether a boolean property holds; an unreadable text counts as the default, as false where there is none. */
export function isEnabled(metadata: Pick<Metadata, 'configuration'> | undefined, name: string): boolean {
  const configuration = metadata?.configuration ?? new Map<string, string>()
  const { value } = effectiveProperty({ configuration }, name)
  return value?.kind === 'boolean' && value.value
}

function effective(name: string, text: string | undefined, origin: EffectiveProperty['origin']): EffectiveProperty {
  const known = findProperty(name)
  const value = known && text !== undefined ? parsePropertyValue(known.type, text) : undefined
  return { name, text, value, origin, known }
}
