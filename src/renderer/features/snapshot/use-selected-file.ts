import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { actionsAtQuery } from '../../api/action-queries.ts'
import type { TableVersion } from '../../api/snapshot-queries.ts'
import { type ShownFile, shownFile } from '../../app/add-file.ts'
import { parseVersion } from '../../app/search-params.ts'
import { useLate } from '../../app/use-late.ts'
import type { SnapshotAddress } from './snapshot-address.ts'

export interface SelectedFile {
  /** Where it stands in the list; -1 where the list has not come so far. */
  readonly selected: number
  readonly select: (index: number | undefined) => void
  readonly file: ShownFile | undefined
}

/** The file that the reader is at, kept in the address by the place of its add; a link shows it before the list has come so far. */
export function useSelectedFile(
  { tableId }: TableVersion,
  { search, change }: SnapshotAddress,
  rows: readonly ShownFile[],
): SelectedFile {
  const [chosen, choose] = useState<number>()
  const late = useLate((row: string) => change({ row }))
  const place = readPlace(search.row)
  const listed = place ? rows.findIndex(row => isAt(row, place)) : 0
  const selected = chosen ?? listed
  const { data } = useQuery({
    ...actionsAtQuery(tableId, place?.version ?? 0n, place ? [place.ordinal] : []),
    enabled: place !== undefined && selected < 0,
  })
  const [line] = data ?? []
  return {
    selected,
    select(index) {
      choose(index)
      const row = index === undefined ? undefined : rows[index]
      if (row?.ordinal !== undefined) late.tell(`${row.version}.${row.ordinal}`)
    },
    file:
      rows[selected] ?? (place && line && selected < 0 ? shownFile({ ...line, version: place.version }) : undefined),
  }
}

interface Place {
  readonly version: bigint
  readonly ordinal: number
}

function isAt(file: ShownFile, { version, ordinal }: Place): boolean {
  return file.version === version && file.ordinal === ordinal
}

function readPlace(text: string | undefined): Place | undefined {
  const [, before, ordinal] = /^(\d+)\.(\d{1,9})$/.exec(text ?? '') ?? []
  const version = parseVersion(before)
  return version === undefined || ordinal === undefined ? undefined : { version, ordinal: Number(ordinal) }
}
