import { randomUUID } from 'node:crypto'
import { NAME_BYTES_MAX } from '../../shared/limits.ts'
import type { Connection } from '../postgres/write-session.ts'
import { insertTable } from '../postgres/write-table.ts'

export interface NameWish {
  /** Must be free. */
  readonly name?: string | undefined
  /** Used where no name is given; a number is put behind it where it is taken: `orders`, `orders-2`, `orders-3`. */
  readonly otherwise: string
  readonly location: string | null
}

export type NamedTable =
  | { readonly kind: 'created'; readonly tableId: string; readonly name: string }
  | { readonly kind: 'taken'; readonly name: string }

/** Creates a table without a commit in the caller's transaction. */
export async function createNamedTable(
  client: Connection,
  { name, otherwise, location }: NameWish,
  tableId: string = randomUUID(),
): Promise<NamedTable> {
  if (name !== undefined) {
    const created = await insertTable(client, { tableId, name, location })
    return created ? { kind: 'created', tableId, name } : { kind: 'taken', name }
  }
  for (let number = 1; number <= NUMBER_MAX; number++) {
    const numbered = numberedName(otherwise, number)
    if (await insertTable(client, { tableId, name: numbered, location })) {
      return { kind: 'created', tableId, name: numbered }
    }
  }
  return { kind: 'taken', name: otherwise }
}

const NUMBER_MAX = 1_000

/** A folder may be called what a table may not: control characters become `_`, and what is too long is cut. */
function numberedName(wish: string, number: number): string {
  const suffix = number === 1 ? '' : `-${number}`
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced here
  const clean = wish.toWellFormed().replaceAll(/[\u0000-\u001f\u007f]/g, '_') || 'table'
  let base = clean
  while (Buffer.byteLength(base) + suffix.length > NAME_BYTES_MAX) base = [...base].slice(0, -1).join('')
  return base + suffix
}
