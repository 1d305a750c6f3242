/** What every source of versions is cut to. */
export const IN_RANGE = 'table_id = $1 and version < $2 and version >= $3'

/** The history itself, as far as a condition on its rows `v` holds: a range of the primary key. */
export function versionsThat(condition: string): string {
  return `select v.version from dl_table_versions v
    where v.table_id = $1 and v.version < $2 and v.version >= $3 and ${condition} order by v.version desc limit $4`
}

/** Every version that a table names. */
export function versionsOf(table: string, condition = 'true'): string {
  return `select distinct version from (
    select version from ${table} where ${IN_RANGE} and ${condition} order by version desc limit $4
  ) found order by version desc limit $4`
}

/** One range of an index for each value, joined in the order of versions. */
export function perValue(values: string, table: string, fits: string): string {
  return `
    select distinct ranges.version from ${values} wanted(value) cross join lateral (
      select v.version from ${table}
        where v.table_id = $1 and ${fits} and v.version < $2 and v.version >= $3
        order by v.version desc limit $4
    ) ranges order by version desc limit $4`
}

/** What any of these sources gives. */
export function unionOf(...sources: readonly string[]): string {
  if (sources.length === 1) return sources[0] ?? ''
  const all = sources.map(source => `(${source})`).join(' union ')
  return `select version from (${all}) found order by version desc limit $4`
}

/**
 * Versions are published in order, so the mirror's rows have no gap: what has no row is newer than all of them or older
 * than all of them, and of the others an index knows those that are not published.
 */
export function unpublishedVersions(): string {
  const newest = '(select max(version) from dl_mirror_status where table_id = $1)'
  const oldest = '(select min(version) from dl_mirror_status where table_id = $1)'
  const notPublished = `select version from dl_mirror_status
    where ${IN_RANGE} and state <> 'published' order by version desc limit $4`
  return unionOf(
    versionsThat(`v.version > coalesce(${newest}, -1)`),
    notPublished,
    versionsThat(`v.version < ${oldest}`),
  )
}
