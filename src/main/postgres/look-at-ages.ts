import type pg from 'pg'

interface Ages {
  /** Transactions since the oldest row of any database that is not frozen. */
  readonly age: number
  /** From this age on the server freezes rows whether it is asked or not. */
  readonly freezeAt: number
  /** Minutes that the oldest snapshot is held; null where none is seen. */
  readonly heldMinutes: number | null
  readonly holder: string | null
}

/** The server refuses to write three million transactions before ids run out, and warns forty million before. */
const AGE_FAILED = 2 ** 31 - 40_000_000
/** Far beyond the age at which rows are frozen: something keeps the server from it. */
const FREEZES_MISSED = 3
const HELD_MINUTES_MAX = 10

type Answer = string | { readonly found: string; readonly fix: string; readonly state?: 'failed' }

/**
 * How far the server is from running out of transaction ids, and who holds an old snapshot: for as long as one is held,
 * dead versions of a table's head pile up and every commit to it has to step over them.
 */
export async function lookAtAges(client: pg.Client): Promise<Answer> {
  const { rows } = await client.query<Ages>(
    `select max(age(d.datfrozenxid))::int4 as age, max(current_setting('autovacuum_freeze_max_age')::int4) as "freezeAt",
            max(s.minutes) as "heldMinutes", max(s.holder) as holder
       from pg_database d
       left join lateral (
         select (extract(epoch from clock_timestamp() - xact_start) / 60)::float8 as minutes,
             format('process %s (%s)', pid, coalesce(nullif(application_name, ''), 'nameless')) as holder
           from pg_stat_activity
           where backend_xmin is not null and pid <> pg_backend_pid() and xact_start is not null
           order by age(backend_xmin) desc, xact_start limit 1
       ) s on true`,
  )
  const [ages] = rows
  if (ages === undefined) throw new Error('The server answered without a row')
  const { age, freezeAt, heldMinutes, holder } = ages
  const found = `the oldest row is ${inMillions(age)} transactions old, of ${inMillions(2 ** 31)}`
  if (age >= AGE_FAILED) {
    const fix = 'Writing is about to be refused: end old transactions and vacuum every database now.'
    return { found, fix, state: 'failed' }
  }
  if (age >= FREEZES_MISSED * freezeAt) {
    return { found, fix: 'Vacuum does not keep up: look for old transactions, prepared ones, and replication slots.' }
  }
  if (holder !== null && heldMinutes !== null && heldMinutes >= HELD_MINUTES_MAX) {
    const held = `${holder} has held a snapshot for ${Math.round(heldMinutes)} minutes`
    return { found: `${found}; ${held}`, fix: 'Commits become slower for as long as it is held: end that transaction.' }
  }
  return found
}

function inMillions(transactions: number): string {
  return transactions < 1_000_000 ? 'less than a million' : `${Math.round(transactions / 1_000_000)} million`
}
