import type { Origins } from '../../../shared/contract/snapshots.ts'
import type { Metadata } from '../../../shared/delta/actions.ts'
import { parseSchema } from '../../../shared/delta/schema.ts'
import { type SchemaNode, schemaTree } from '../../../shared/delta/schema-tree.ts'

/** One line of the schema with the versions that it comes from. */
export interface SchemaRow {
  readonly node: SchemaNode
  readonly depth: number
  readonly isOpen: boolean
  readonly addedIn: bigint | undefined
  readonly changedIn: bigint | undefined
}

/** Undefined where the schema cannot be read. */
export function readSchemaTree(metadata: Metadata): readonly SchemaNode[] | undefined {
  const schema = parseSchema(metadata.schemaString)
  return schema.kind === 'ok' ? schemaTree(schema.value, metadata) : undefined
}

/** The lines in sight: what fits `words`, with everything above it, and else what stands in open nodes. */
export function schemaRows(
  nodes: readonly SchemaNode[],
  origins: Origins | undefined,
  closed: ReadonlySet<string>,
  words: string,
): SchemaRow[] {
  const byPath = new Map(origins?.columns.map(origin => [JSON.stringify(origin.path), origin]))
  const walk = (node: SchemaNode, depth: number): SchemaRow[] => {
    const key = JSON.stringify(node.path)
    const isOpen = words !== '' || !closed.has(key)
    const below = isOpen ? node.children.flatMap(child => walk(child, depth + 1)) : []
    if (words !== '' && below.length === 0 && !fits(node, words)) return []
    const origin = byPath.get(key)
    return [{ node, depth, isOpen, addedIn: origin?.addedIn, changedIn: origin?.changedIn ?? undefined }, ...below]
  }
  return nodes.flatMap(node => walk(node, 0))
}

/** Columns of all depths. */
export function countNodes(nodes: readonly SchemaNode[]): number {
  return nodes.reduce((sum, node) => sum + 1 + countNodes(node.children), 0)
}

function fits({ name, typeText, physicalName, comment }: SchemaNode, words: string): boolean {
  return [name, typeText, physicalName, comment].some(text => text?.toLowerCase().includes(words))
}
