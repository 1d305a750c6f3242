/** A version of a table as others are told of it. */
export interface CopiedVersion {
  readonly tableId: string
  readonly name: string
  readonly location: string | null
  readonly version: bigint
}

/** The table at a version as somebody else's program reads it. */
export const COPY_FORMATS = {
  spark: { label: 'Spark', write: spark },
  deltaRs: { label: 'delta-rs (Python)', write: deltaRs },
  duckDb: { label: 'DuckDB', write: duckDb },
  psql: { label: 'psql, its live files', write: psql },
} as const satisfies Record<string, { readonly label: string; readonly write: (copied: CopiedVersion) => string }>

function spark({ name, location, version }: CopiedVersion): string {
  const read = `spark.read.format("delta").option("versionAsOf", ${version})`
  return location === null ? `${read}.table(${pythonText(name)})` : `${read}.load(${pythonText(location)})`
}

function deltaRs({ name, location, version }: CopiedVersion): string {
  return `from deltalake import DeltaTable\n\ntable = DeltaTable(${pythonText(location ?? name)}, version=${version})`
}

function duckDb({ name, location, version }: CopiedVersion): string {
  return `select * from delta_scan(${sqlText(location ?? name)}, version => ${version});`
}

function psql({ tableId, version }: CopiedVersion): string {
  const columns = 'path, size, partition_values, num_records, version as added_in'
  const from = `from dl_add_files where table_id = '${tableId}' and version <= ${version}`
  return `select ${columns} ${from} and removed_version is null
union all
select ${columns} ${from} and removed_version > ${version};`
}

/** JSON strings are Python strings. */
function pythonText(text: string): string {
  return JSON.stringify(text)
}

function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
