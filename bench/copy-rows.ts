import { createWriteStream } from 'node:fs'
import { chmod, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { CopyTarget, recycle } from '../src/main/copy/copy-target.ts'
import { copyUntypedRows } from '../src/main/copy/copy-writer.ts'
import { rowMapper } from '../src/main/copy/row-mapper.ts'
import { copyStatement } from '../src/main/copy/table-statements.ts'
import { actionTable } from '../src/main/postgres/action-tables.ts'
import { addRows, BENCH_TABLE_ID } from './add-rows.ts'
import { type BenchServer, onBenchServer } from './copy-server.ts'
import { compared, type Measurement } from './measurement.ts'
import { watchProcess } from './watch-process.ts'

const SIZES = [200_000, 1_000_000]
/** The larger, the fewer runs. */
const ROWS_ALL_RUNS = 1_000_000
const RUNS_MIN = 3
const FRAME_BYTES = 5
const CONSTANTS = { table_id: BENCH_TABLE_ID }

/** A table of the shape of dl_add_files with its indexes: what COPY costs there without the guards. */
const TABLE = { ...actionTable('dl_add_files'), name: 'bench_add_files' }

/** Our binary COPY of rows, against their bytes laid out before and sent by the plainest stream, and read by the server. */
export function benchCopyRows(): Promise<Measurement[]> {
  return onBenchServer(async server => {
    await server.database.pool.query('create table bench_add_files (like dl_add_files including all)')
    // First of all: later, memory that the other works have left would be used again.
    const measurements = await watchCopy(server)
    for (const size of SIZES) measurements.push(...(await compare(server, size)))
    return measurements
  })
}

async function compare({ database, folder }: BenchServer, size: number): Promise<Measurement[]> {
  const chunks = layOut(size)
  const file = join(folder, 'rows.pgcopy')
  await pipeline(Readable.from(chunks), createWriteStream(file))
  await chmod(folder, 0o755)
  await chmod(file, 0o644)
  const statement = copyStatement(TABLE, 'binary')
  const works = [
    (client: pg.PoolClient) => copyUntypedRows(client, TABLE, addRows(size), { constants: CONSTANTS }),
    (client: pg.PoolClient) => pipeline(Readable.from(chunks), client.query(copyFrom(statement))),
    (client: pg.PoolClient) => client.query(statement.replace('from stdin', `from '${file}'`)),
  ]
  const [ours = 0, bare = 0, fromFile = 0] = await fastest(
    database.pool,
    Math.max(RUNS_MIN, ROWS_ALL_RUNS / size),
    works,
  )
  await rm(file)
  const name = `${size.toLocaleString('en')} add rows`
  return [
    compared(`binary COPY of ${name}, against their bytes by pg-copy-streams`, ours, 'ms', bare, 1.15),
    compared(`binary COPY of ${name}, against COPY from a file of the server`, ours, 'ms', fromFile, 1.4),
  ]
}

/** Works take turns, each into the empty table in a transaction of its own. */
async function fastest(
  pool: pg.Pool,
  runs: number,
  works: readonly ((client: pg.PoolClient) => Promise<unknown>)[],
): Promise<number[]> {
  const times = works.map(() => Number.POSITIVE_INFINITY)
  const client = await pool.connect()
  for (let run = 0; run < runs; run++) {
    for (const turn of works.keys()) {
      // Whoever comes first after the checkpoint meets the disk at another moment: everyone does so once.
      const index = (turn + run) % works.length
      const work = works[index]
      if (work === undefined) continue
      await client.query('truncate bench_add_files')
      await client.query('checkpoint')
      const start = performance.now()
      await work(client)
      times[index] = Math.min(times[index] ?? 0, performance.now() - start)
    }
  }
  client.release()
  return times
}

/** What the process of the writer feels of a COPY of the largest size. */
async function watchCopy({ database }: BenchServer): Promise<Measurement[]> {
  const size = SIZES.at(-1) ?? 0
  const client = await database.pool.connect()
  await client.query('truncate bench_add_files')
  const rows = `a COPY of ${size.toLocaleString('en')} rows`
  const measured = await watchProcess(rows, () =>
    copyUntypedRows(client, TABLE, addRows(size), { constants: CONSTANTS }),
  )
  client.release()
  return measured
}

function layOut(size: number): Buffer[] {
  const target = new CopyTarget()
  const mapper = rowMapper(TABLE, 'binary', CONSTANTS)
  const chunks: Buffer[] = []
  const keep = (taken: ReturnType<CopyTarget['takeFullChunks']>) => {
    for (const chunk of taken) {
      chunks.push(Buffer.from(chunk.buffer.subarray(FRAME_BYTES, chunk.length)))
      recycle(chunk)
    }
  }
  mapper.writeHeader(target)
  for (const row of addRows(size)) {
    mapper.writeRow(target, row, row.ordinal)
    if (target.hasFullChunks) keep(target.takeFullChunks())
  }
  mapper.writeTrailer(target)
  keep(target.takeRest())
  target.release()
  return chunks
}
