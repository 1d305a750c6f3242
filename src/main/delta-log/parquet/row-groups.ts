import type { ColumnMetaData, RowGroup } from 'hyparquet'
import type { ByteSource } from './byte-source.ts'
import { ColumnCursor } from './column-cursor.ts'
import type { Leaf } from './leaf.ts'
import { ParquetFailure } from './parquet-failure.ts'
import { type RecordReader, recordReader } from './record-reader.ts'
import type { RowNode } from './row-schema.ts'

/** The columns of one row group, ready to be read row by row. */
export interface OpenRowGroup {
  readonly rows: number
  /** As many as there are nodes; undefined for a node without columns. */
  readonly readers: readonly (RecordReader | undefined)[]
  /** Refuses columns with more rows than the group; after the last row. */
  close(): void
}

/** Fetches what the nodes need of a row group; nothing is decompressed before it is read. */
export async function openRowGroup(
  source: ByteSource,
  group: RowGroup,
  nodes: readonly RowNode[],
): Promise<OpenRowGroup> {
  const columns = new Map<string, ColumnMetaData>()
  for (const { meta_data: column } of group.columns) {
    if (column) columns.set(column.path_in_schema.join('\0'), column)
  }
  const bytes = new Map<Leaf, { readonly column: ColumnMetaData; readonly bytes: Uint8Array }>()
  for (const leaf of nodes.flatMap(leavesOf)) {
    const column = columns.get(leaf.path.join('\0'))
    if (column?.type !== leaf.type) {
      throw new ParquetFailure('schema', `A row group lacks the column ${leaf.path.join('.')}.`)
    }
    bytes.set(leaf, { column, bytes: await readColumn(source, column) })
  }
  const cursors: ColumnCursor[] = []
  const cursorOf = (leaf: Leaf): ColumnCursor => {
    const found = bytes.get(leaf)
    if (!found) throw new Error('a column was not fetched')
    const cursor = new ColumnCursor(leaf, found.column, found.bytes)
    cursors.push(cursor)
    return cursor
  }
  return {
    rows: Number(group.num_rows),
    readers: nodes.map(node => recordReader(node, cursorOf)),
    close() {
      if (cursors.every(({ isAtEnd }) => isAtEnd)) return
      throw new ParquetFailure('rows', 'A column has more rows than its row group.')
    },
  }
}

export function leavesOf(node: RowNode): Leaf[] {
  switch (node.kind) {
    case 'leaf':
      return [node.leaf]
    case 'struct':
      return node.fields.flatMap(leavesOf)
    case 'list':
      return leavesOf(node.element)
    case 'map':
      return [...leavesOf(node.key), ...(node.value ? leavesOf(node.value) : [])]
  }
  return node satisfies never
}

function readColumn(source: ByteSource, column: ColumnMetaData): Promise<Uint8Array<ArrayBuffer>> {
  const { dictionary_page_offset: dictionary, data_page_offset: data, total_compressed_size: size } = column
  // Some writers set the dictionary's offset to 0 where there is none.
  const start = Number(dictionary !== undefined && dictionary > 0n && dictionary < data ? dictionary : data)
  const end = start + Number(size)
  if (!(start >= 0 && end <= source.size)) throw new ParquetFailure('footer', 'A column ends after its file.')
  return source.read(start, end)
}
