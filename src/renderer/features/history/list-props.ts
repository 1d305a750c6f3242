import type { RefObject } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import type { GridHandle, GridPlace } from '../../ui/virtual-grid.tsx'

/** What every list of versions of a table takes. */
export interface ListProps {
  readonly table: TableSummary
  readonly grid: RefObject<GridHandle | null>
  /** The selected version; undefined until the reader has chosen one. */
  readonly chosen: bigint | undefined
  readonly onChoose: (version: bigint) => void
  readonly onOpen: (version: bigint) => void
  readonly onMenu: (version: bigint, place: GridPlace) => void
}
