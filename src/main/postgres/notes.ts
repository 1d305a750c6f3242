import type { Note, NoteOutcome } from '../../shared/contract/histories.ts'
import type { Database } from './connection.ts'

export interface NoteWrite {
  readonly tableId: string
  readonly version: bigint
  readonly bookmarked: boolean
  /** Empty text without a bookmark takes the note back. */
  readonly note: string
  /** `changedAt` of the note that the writer has seen; null for none. */
  readonly seen: number | null
}

const NOTE_COLUMNS = `version, bookmarked, note, author, floor(extract(epoch from changed_at) * 1000)::float8 as "changedAt"`

/** Notes of a range of versions, both inclusive, newest first. */
export async function readNotes(
  { pool }: Pick<Database, 'pool'>,
  {
    tableId,
    from,
    to,
    limit,
  }: { readonly tableId: string; readonly from: bigint; readonly to: bigint; readonly limit: number },
): Promise<Note[]> {
  const { rows } = await pool.query<Note>({
    name: 'version_notes',
    text: `select ${NOTE_COLUMNS} from dl_version_notes
             where table_id = $1 and version between $2 and $3 order by version desc limit $4`,
    values: [tableId, from, to, limit],
  })
  return rows
}

/**
 * Writes what somebody says of a version, unless somebody else has changed it since it was read: the statement looks for
 * what was seen and changes nothing where it is gone. Nothing for a version that is not there.
 */
export async function writeNote({ pool }: Database, write: NoteWrite): Promise<NoteOutcome | undefined> {
  const { tableId, version, bookmarked, note, seen } = write
  const isTakenBack = note === '' && !bookmarked
  const isSeen = `floor(extract(epoch from changed_at) * 1000)::float8 is not distinct from $5::float8`
  const { rows } = await pool.query<Note>(
    isTakenBack
      ? `delete from dl_version_notes where table_id = $1 and version = $2 and $3::bool is false and $4::text = '' and ${isSeen}
           returning ${NOTE_COLUMNS}`
      : seen === null
        ? `insert into dl_version_notes (table_id, version, bookmarked, note) select table_id, version, $3, $4 from dl_table_versions
             where table_id = $1 and version = $2 and $5::float8 is null
             on conflict (table_id, version) do nothing returning ${NOTE_COLUMNS}`
        : `update dl_version_notes
             set bookmarked = $3, note = $4, author = current_user, changed_at = greatest(clock_timestamp(), changed_at + interval '1 ms')
             where table_id = $1 and version = $2 and ${isSeen} returning ${NOTE_COLUMNS}`,
    [tableId, version, bookmarked, note, seen],
  )
  const [written] = rows
  if (written) return { kind: 'written', note: isTakenBack ? null : written }
  const current = await readNotes({ pool }, { tableId, from: version, to: version, limit: 1 })
  if (isTakenBack && seen === null && current.length === 0) return { kind: 'written', note: null }
  if (current.length === 0 && !(await hasVersion(pool, tableId, version))) return undefined
  return { kind: 'changed', note: current[0] ?? null }
}

async function hasVersion(pool: Database['pool'], tableId: string, version: bigint): Promise<boolean> {
  const { rows } = await pool.query({
    text: 'select from dl_table_versions where table_id = $1 and version = $2',
    values: [tableId, version],
  })
  return rows.length > 0
}
