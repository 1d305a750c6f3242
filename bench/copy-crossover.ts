import type pg from 'pg'
import { copyUntypedRows } from '../src/main/copy/copy-writer.ts'
import { quoteIdentifier } from '../src/main/copy/table-statements.ts'
import { actionTable } from '../src/main/postgres/action-tables.ts'
import { VALUES_ROWS_MAX } from '../src/shared/limits.ts'
import { addRows, BENCH_TABLE_ID } from './add-rows.ts'
import { onBenchServer } from './copy-server.ts'
import { compared, type Measurement } from './measurement.ts'

const SIZES = [1, 10, 50, 100, 150, 200, 250, 300, 500, 1_000, 10_000]
const ROWS_PER_SIZE = 20_000
const RUNS_MIN = 5
const RUNS_MAX = 60
const CONSTANTS = { table_id: BENCH_TABLE_ID }
const TABLE = { ...actionTable('dl_add_files'), name: 'bench_crossover' }

/** From how many rows on is a COPY faster than `values`: whole transactions into the shape of dl_add_files. */
export function benchCopyCrossover(): Promise<Measurement[]> {
  return onBenchServer(async ({ database }) => {
    await database.pool.query('create table bench_crossover (like dl_add_files including all)')
    const client = await database.pool.connect()
    const measurements: Measurement[] = []
    for (const size of SIZES) measurements.push(...(await measure(client, size)))
    client.release()
    return measurements
  })
}

async function measure(client: pg.PoolClient, size: number): Promise<Measurement[]> {
  const rows = [...addRows(size)]
  const works = [
    () => copyUntypedRows(client, TABLE, rows, { constants: CONSTANTS }),
    () => copyUntypedRows(client, TABLE, rows, { constants: CONSTANTS, format: 'text' }),
    () => insertValues(client, rows),
  ]
  const times = works.map(() => Number.POSITIVE_INFINITY)
  const runs = Math.min(RUNS_MAX, Math.max(RUNS_MIN, Math.ceil(ROWS_PER_SIZE / size)))
  for (let run = 0; run < runs; run++) {
    for (const [index, work] of works.entries()) {
      const start = performance.now()
      await client.query('begin')
      await work()
      await client.query('commit')
      times[index] = Math.min(times[index] ?? 0, performance.now() - start)
      await client.query('truncate bench_crossover')
    }
  }
  const [binary = 0, text = 0, values = 0] = times
  return [
    compared(`binary COPY of ${size} rows, against values`, binary, 'ms', values, 1),
    compared(`text COPY of ${size} rows, against values`, text, 'ms', values, 1),
  ]
}

async function insertValues(client: pg.ClientBase, rows: readonly object[]): Promise<void> {
  for (let start = 0; start < rows.length; start += VALUES_ROWS_MAX) {
    const chunk = rows.slice(start, start + VALUES_ROWS_MAX)
    const places = chunk.map((_, row) => `(${TABLE.columnNames.map((_, column) => place(row, column)).join(', ')})`)
    const values = chunk.flatMap(row => {
      const record: Readonly<Record<string, unknown>> = { ...CONSTANTS, ...row }
      return TABLE.columnNames.map(name => record[name])
    })
    const columns = TABLE.columnNames.map(quoteIdentifier).join(', ')
    await client.query(`insert into bench_crossover (${columns}) values ${places.join(', ')}`, values)
  }
}

function place(row: number, column: number): string {
  return `$${row * TABLE.columnNames.length + column + 1}`
}
