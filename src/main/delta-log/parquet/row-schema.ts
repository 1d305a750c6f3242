import type { SchemaTree } from 'hyparquet'
import { isTextElement, type Leaf } from './leaf.ts'
import { ParquetFailure } from './parquet-failure.ts'

/**
 * A field of a parquet schema as it is to be read: groups are told apart by meaning. `definition` is the level from which
 * on the field is there, `repetition` the level at which it repeats.
 */
export type RowNode = LeafNode | StructNode | ListNode | MapNode

interface Node {
  readonly name: string
  readonly definition: number
}

export interface LeafNode extends Node {
  readonly kind: 'leaf'
  readonly leaf: Leaf
}

export interface StructNode extends Node {
  readonly kind: 'struct'
  readonly fields: readonly RowNode[]
}

/** `definition` is that of the list; it has an element where `itemDefinition` is reached. */
export interface ListNode extends Node {
  readonly kind: 'list'
  readonly itemDefinition: number
  readonly repetition: number
  readonly element: RowNode
}

/** As a list; the names of the repeated group and of its children differ between writers, their order does not. */
export interface MapNode extends Node {
  readonly kind: 'map'
  readonly itemDefinition: number
  readonly repetition: number
  readonly key: RowNode
  readonly value: RowNode | undefined
}

/** The fields of a file by name, in order; `wanted` leaves out what need not be read, by the path to it. */
export function rowSchema(root: SchemaTree, wanted: (path: readonly string[]) => boolean): RowNode[] {
  return fieldsOf(root, { definition: 0, repetition: 0, wanted })
}

interface Around {
  readonly definition: number
  readonly repetition: number
  readonly wanted: (path: readonly string[]) => boolean
}

function fieldsOf({ children }: SchemaTree, around: Around): RowNode[] {
  const names = new Set(children.map(({ element }) => element.name))
  if (names.size < children.length) throw new ParquetFailure('schema', 'The schema has two columns of one name.')
  return children.filter(({ path }) => around.wanted(path)).map(child => nodeOf(child, around))
}

function nodeOf(tree: SchemaTree, around: Around): RowNode {
  const { repetition_type: repetitionType, name } = tree.element
  // A bare repeated field is a list of elements that are there.
  if (repetitionType === 'REPEATED') {
    const [definition, repetition] = [around.definition, around.repetition + 1]
    const inside = { ...around, definition: definition + 1, repetition }
    return {
      kind: 'list',
      name,
      definition,
      itemDefinition: definition + 1,
      repetition,
      element: bareNode(tree, inside),
    }
  }
  const inside = { ...around, definition: around.definition + (repetitionType === 'REQUIRED' ? 0 : 1) }
  return groupNode(tree, inside) ?? bareNode(tree, inside)
}

/** A list or a map, as the protocol's parquet types are annotated. */
function groupNode(tree: SchemaTree, around: Around): RowNode | undefined {
  const { name, converted_type: converted, logical_type: logical } = tree.element
  const [repeated] = tree.children
  if (tree.children.length !== 1 || repeated?.element.repetition_type !== 'REPEATED') return undefined
  const [definition, repetition] = [around.definition, around.repetition + 1]
  const inside = { ...around, definition: definition + 1, repetition }
  const base = { name, definition, itemDefinition: definition + 1, repetition }
  if (converted === 'MAP' || converted === 'MAP_KEY_VALUE' || logical?.type === 'MAP') {
    const [key, value] = repeated.children
    if (!key || repeated.children.length > 2)
      throw new ParquetFailure('schema', `The map ${name} has no keys and values.`)
    return { kind: 'map', ...base, key: nodeOf(key, inside), value: value && nodeOf(value, inside) }
  }
  if (converted !== 'LIST' && logical?.type !== 'LIST') return undefined
  const [only] = repeated.children
  const isWrapper = repeated.children.length === 1 && !isOldElement(repeated.element.name, name)
  const element = only && isWrapper ? nodeOf(only, inside) : bareNode(repeated, inside)
  return { kind: 'list', ...base, element }
}

/** Parquet, "Backward-compatibility rules": a repeated group of these names is itself the element. */
function isOldElement(name: string, list: string): boolean {
  return name === 'array' || name === `${list}_tuple`
}

function bareNode(tree: SchemaTree, around: Around): RowNode {
  const { element, path } = tree
  const { definition } = around
  if (tree.children.length > 0) {
    return { kind: 'struct', name: element.name, definition, fields: fieldsOf(tree, around) }
  }
  if (element.type === undefined) return { kind: 'struct', name: element.name, definition, fields: [] }
  const leaf: Leaf = {
    element,
    type: element.type,
    isText: isTextElement(element),
    maxDefinition: definition,
    maxRepetition: around.repetition,
    path,
  }
  return { kind: 'leaf', name: element.name, definition, leaf }
}
