import type { AddFile, Version } from '../../../shared/delta/actions.ts'
import type { Winner } from '../../../shared/delta/conflict.ts'
import type { ReadState } from '../../../shared/delta/read-set.ts'
import type { WinnerRow } from '../../postgres/winners.ts'

/** What happened to a table since a draft was made on it, as far as one look may read. */
export interface LoadedWinners {
  readonly head: Version
  /** The table at the draft's base. */
  readonly base: Omit<ReadState, 'liveFile'>
  /** The files of the base that the winners removed, by path. */
  readonly retired: ReadonlyMap<string, AddFile>
  /** The highest row id assigned at the base. */
  readonly rowIdMark: bigint | undefined
  /** One for each row of `rows`. */
  readonly winners: readonly Winner[]
  readonly rows: readonly WinnerRow[]
  /** Versions up to the head after the last winner. */
  readonly unread: bigint
}

/** The base as the rules ask for it: of its files they ask for those that winners remove. */
export function readStateOf({ base, retired }: LoadedWinners): ReadState {
  return { ...base, liveFile: path => retired.get(path) }
}
