import type { CopyFault } from '../../shared/contract/copies.ts'

/** A fault of which nothing is known yet. */
export const NO_FAULT: CopyFault = {
  message: '',
  table: null,
  sqlState: null,
  constraint: null,
  detail: null,
  hint: null,
  row: null,
  column: null,
  value: null,
  fields: [],
}
