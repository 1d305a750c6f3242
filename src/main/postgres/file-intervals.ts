import type { PartitionValues } from '../../shared/delta/actions.ts'
import { INTERVAL_PAGE_FILES } from '../../shared/limits.ts'
import type { Database } from './connection.ts'

/** A file from the version that added it to the one that retired it. */
export interface FileInterval {
  readonly version: bigint
  readonly ordinal: number
  readonly removedVersion: bigint | null
  readonly fileKey: string
  readonly size: bigint
  readonly modificationTime: bigint
  readonly partitionValues: PartitionValues
  /** Rows that a deletion vector hides; 0 without one. */
  readonly deletedRows: bigint
  readonly hasVector: boolean
  readonly baseRowId: bigint | null
  readonly defaultRowCommitVersion: bigint | null
}

/** Every file that a table ever had up to a version, by the place of its add: one pass over a range of the primary key. */
export async function* readFileIntervals(
  database: Database,
  tableId: string,
  to: bigint,
): AsyncGenerator<readonly FileInterval[], void> {
  const values = new SharedValues()
  let after: Pick<FileInterval, 'version' | 'ordinal'> = { version: -1n, ordinal: 0 }
  for (;;) {
    const { rows } = await database.pool.query<Omit<FileInterval, 'partitionValues'> & { partitionValues: string }>({
      name: 'file_intervals',
      text: `select version, ordinal, removed_version as "removedVersion", file_key as "fileKey", size,
                 modification_time as "modificationTime", partition_values as "partitionValues",
                 num_deleted as "deletedRows", deletion_vector is not null as "hasVector", base_row_id as "baseRowId",
                 default_row_commit_version as "defaultRowCommitVersion"
               from dl_add_files
               where table_id = $1 and (version, ordinal) > ($2, $3) and version <= $4
               order by version, ordinal limit $5`,
      values: [tableId, after.version, after.ordinal, to, INTERVAL_PAGE_FILES],
    })
    if (rows.length > 0) yield rows.map(row => ({ ...row, partitionValues: values.read(row.partitionValues) }))
    const last = rows.at(-1)
    if (last === undefined || rows.length < INTERVAL_PAGE_FILES) return
    after = last
  }
}

/** Files of one partition mostly follow each other: what was read last is read once. */
class SharedValues {
  #text = ''
  #values: PartitionValues = new Map()

  read(text: string): PartitionValues {
    if (text === this.#text) return this.#values
    this.#text = text
    this.#values = new Map(Object.entries(JSON.parse(text)))
    return this.#values
  }
}
