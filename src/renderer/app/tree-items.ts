import type { TableSummary } from '../../shared/contract/schemas.ts'

/** One line of the list of tables. */
export type TreeItem =
  | { readonly kind: 'group'; readonly name: string }
  | { readonly kind: 'table'; readonly table: TableSummary; readonly label: string; readonly isNested: boolean }

/**
 * Tables in the order they came, under the part of their name before the first dot; a table without a dot stands for
 * itself. Tables of a closed group are left out.
 */
export function treeItems(tables: readonly TableSummary[], closed: ReadonlySet<string>): TreeItem[] {
  const items: TreeItem[] = []
  let group: string | undefined
  for (const table of tables) {
    const dot = table.name.indexOf('.')
    const isNested = dot > 0 && dot < table.name.length - 1
    const name = isNested ? table.name.slice(0, dot) : undefined
    if (name !== undefined && name !== group) items.push({ kind: 'group', name })
    group = name
    if (name !== undefined && closed.has(name)) continue
    items.push({ kind: 'table', table, label: isNested ? table.name.slice(dot + 1) : table.name, isNested })
  }
  return items
}
