import { type ReactNode, useMemo, useRef, useState } from 'react'
import type { WriterResult } from '../../../../shared/contract/simulation-results.ts'
import { useGridKeys } from '../../../app/use-grid-keys.ts'
import { type GridColumn, type GridHandle, VirtualGrid } from '../../../ui/virtual-grid.tsx'
import { ENDING_TONES, ENDING_WORDS, versionText } from '../words.ts'
import classes from './results.module.css'

interface Row {
  readonly writer: string
  readonly operation: string
  readonly ending: WriterResult['endings'][number]
}

/** What every writer was told about each of its commits. */
export function WritersTable({ writers }: { readonly writers: readonly WriterResult[] }): ReactNode {
  const [selected, setSelected] = useState(-1)
  const grid = useRef<GridHandle>(null)
  const rows = useMemo(
    () => writers.flatMap(({ writer, operation, endings }) => endings.map(ending => ({ writer, operation, ending }))),
    [writers],
  )
  useGridKeys(grid)
  return (
    <VirtualGrid
      label="Commits of the writers"
      handle={grid}
      columns={COLUMNS}
      rowCount={rows.length}
      rowAt={index => rows[index]}
      selected={selected}
      onSelect={setSelected}
      minWidth={560}
    />
  )
}

const COLUMNS: readonly GridColumn<Row>[] = [
  { id: 'writer', header: 'Writer', width: 'minmax(70px, 130px)', cell: ({ writer }) => writer },
  { id: 'operation', header: 'Operation', width: '110px', cell: ({ operation }) => operation },
  { id: 'commit', header: 'Commit', width: '70px', align: 'end', cell: ({ ending }) => ending.commit },
  {
    id: 'ending',
    header: 'Ended',
    width: '150px',
    cell: ({ ending: { ending } }) => (
      <span className={classes.ending} data-tone={ENDING_TONES[ending]}>
        {ENDING_WORDS[ending]}
      </span>
    ),
  },
  { id: 'version', header: 'Version', width: '72px', cell: ({ ending }) => versionText(ending.version) },
  { id: 'attempts', header: 'Tries', width: '56px', align: 'end', cell: ({ ending }) => ending.attempts },
  {
    id: 'told',
    header: 'What it was told',
    width: 'minmax(200px, 1fr)',
    cell: ({ ending }) => <span title={ending.told}>{ending.told}</span>,
  },
]
