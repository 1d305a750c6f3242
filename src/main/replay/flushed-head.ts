import { IMPORT_WORK_MEM_MB } from '../../shared/import-limits.ts'
import type { Capabilities } from '../postgres/capabilities.ts'
import type { Connection } from '../postgres/write-session.ts'

/**
 * Batches of an import do not wait for the disk one by one, because an import is resumed after a crash. This knows up to
 * which version the server has written all to its disk since; where it cannot tell, each batch waits.
 */
export class FlushedHead {
  readonly #canTell: boolean
  /** A position of the log of the server that lies behind the commit of this head. */
  #awaited: { readonly head: bigint; readonly position: bigint } | undefined
  /** The newest version that stays whatever happens. */
  head: bigint | undefined

  /** `head` is the one that was found. */
  constructor({ flushPosition }: Pick<Capabilities, 'flushPosition'>, head: bigint | undefined) {
    this.#canTell = flushPosition
    this.head = head
  }

  /** Begins the transaction of a batch on a table that stands at `head`. */
  async beginBatch(client: Connection, head: bigint): Promise<void> {
    if (!this.#canTell) {
      await client.query(`select ${ROOM_FOR_GUARDS}`)
      return
    }
    const { rows } = await client.query<{ written: bigint; flushed: bigint }>(
      `select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::int8 as written,
          (pg_current_wal_flush_lsn() - '0/0'::pg_lsn)::int8 as flushed,
          set_config('synchronous_commit', 'off', true), ${ROOM_FOR_GUARDS}`,
    )
    const [position] = rows
    if (!position) return
    if (this.#awaited && position.flushed >= this.#awaited.position) {
      this.head = this.#awaited.head
      this.#awaited = undefined
    }
    if (head >= 0n) this.#awaited ??= { head, position: position.written }
  }

  /** The batch that brings the table to `head` was committed. */
  committed(head: bigint): void {
    if (!this.#canTell) this.head = head
  }
}

/** The rows of a batch are held for the guards, which shall not need the disk for it. */
const ROOM_FOR_GUARDS = `set_config('work_mem',
  greatest(pg_size_bytes(current_setting('work_mem')), ${IMPORT_WORK_MEM_MB} << 20)::text || 'B', true)`
