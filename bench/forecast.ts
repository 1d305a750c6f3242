import { forecast } from '../src/main/log/forecast.ts'
import type { Database } from '../src/main/postgres/connection.ts'
import type { Draft } from '../src/shared/contract/schemas.ts'
import { commitInfo, draftOf } from '../test/drafts.ts'
import { generateTable } from '../test/generated-table.ts'
import { onBenchServer } from './copy-server.ts'
import { compared, type Measurement } from './measurement.ts'

const TABLE = { versions: 1_200, filesPerVersion: 10, lifetimeVersions: 100 }
const INTERVENING = 1_000n
const BASE = BigInt(TABLE.versions) - 1n - INTERVENING
const RUNS = 9
const AIM_MS = 1_000
const RATIO_AIM = 5

/** What a forecast must have read in any case: the ledger, the adds and the removes of what came in between. */
const BARE = [
  'select * from dl_table_versions where table_id = $1 and version > $2 order by version',
  `select version, path, data_change, partition_values::text, stats from dl_add_files
     where table_id = $1 and version > $2 order by version, ordinal`,
  `select version, path, data_change from dl_remove_files where table_id = $1 and version > $2 order by version, ordinal`,
]

/** The forecast of a draft against a thousand versions that came after it was made, beside its bare queries. */
export function benchForecast(): Promise<Measurement[]> {
  return onBenchServer(async ({ database }) => {
    const tableId = await generateTable(database, TABLE)
    const draft = draftOf(tableId, BASE + 1n, [commitInfo])
    const predicate: Draft = {
      ...draft,
      reads: { wholeTable: false, scans: ["dt = '2026-03-04' and id > 100"], files: [], appIds: [] },
    }
    return [
      ...(await measure(database, 'that has read nothing', draft)),
      ...(await measure(database, 'that has read by a predicate', predicate)),
    ]
  })
}

async function measure(database: Database, what: string, draft: Draft): Promise<Measurement[]> {
  let own = Number.POSITIVE_INFINITY
  let bare = Number.POSITIVE_INFINITY
  for (let run = 0; run < RUNS; run++) {
    own = Math.min(own, await timed(() => judged(database, draft)))
    bare = Math.min(
      bare,
      await timed(async () => {
        for (const text of BARE) await database.pool.query(text, [draft.tableId, draft.readVersion])
      }),
    )
  }
  const name = `forecast of a draft ${what}, ${INTERVENING} versions in between`
  return [
    compared(`${name}, against its queries`, own, 'ms', bare, RATIO_AIM),
    { name, value: own, unit: 'ms', aim: AIM_MS },
  ]
}

async function judged(database: Database, draft: Draft): Promise<void> {
  const report = await forecast(database, draft)
  if (
    report.kind !== 'forecast' ||
    BigInt(report.winners.length) + report.unjudged !== INTERVENING ||
    report.unjudged > 0n
  ) {
    throw new Error(
      `expected ${INTERVENING} judged versions, got ${JSON.stringify(report, textOfBigints).slice(0, 300)}`,
    )
  }
}

function textOfBigints(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  await work()
  return performance.now() - startedMs
}
