/** Streams trades into PostgreSQL by binary COPY: `node examples/trades/main.ts --help`. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { BatchWriter } from '../../src/main/copy/batch-writer.ts'
import { openBatchWriter } from '../../src/main/copy/batch-writer.ts'
import { checkTables } from '../../src/main/copy/check-table.ts'
import type { CopyStatistics } from '../../src/main/copy/copy-statistics.ts'
import { watchStatistics } from '../../src/main/copy/copy-statistics.ts'
import { configOfText } from '../../src/main/postgres/config-of-text.ts'
import { type ConnectionConfig, type Database, openDatabase } from '../../src/main/postgres/connection.ts'
import { startEmbeddedServer } from '../../src/main/postgres/embedded/embedded-server.ts'
import { withConnection } from '../../src/main/postgres/transaction.ts'
import { generateTrades } from './generate-trades.ts'
import { readDbn } from './read-dbn.ts'
import type { TradeSource } from './trade-record.ts'
import { type Trade, toTrades, trades } from './trades-table.ts'

const HELP = `Usage: node examples/trades/main.ts [options]

Streams trades into the table "trades" by binary COPY and says how fast that went. The table is
created where it is missing, and refused where it differs.

  --records N       generated trades (default 1000000)
  --seed N          the same seed gives the same trades (default 1)
  --dbn FILE        trades of a DBN file instead, compressed by zstd or not
  --database URL    postgresql://user:password@host:port/database (default: an embedded server of
                    its own, which is gone afterwards)
  --batch N         trades in a batch (default 5000)
  --help`

const PROGRESS_EVERY_MS = 250
const BYTES_PER_MB = 1024 * 1024

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    dbn: { type: 'string' },
    database: { type: 'string' },
    batch: { type: 'string', default: '5000' },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) console.log(HELP)
else process.exitCode = await run()

async function run(): Promise<number> {
  await using releases = new AsyncDisposableStack()
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort(new Error('interrupted')))
  const batchRecords = positive('--batch', values.batch)
  const source =
    values.dbn === undefined
      ? generateTrades(positive('--records', values.records), Number(values.seed), batchRecords)
      : await readDbn(values.dbn, batchRecords)
  const database = await openDatabase(await findServer(releases), { statementTimeoutMs: 0 })
  releases.defer(() => database.close())
  await withConnection(database, client => checkTables(client, [trades], 'bootstrap'))
  return await load(database, source, stop.signal)
}

async function load(database: Database, source: TradeSource, signal: AbortSignal): Promise<number> {
  const writer = openBatchWriter(database.pool, trades, { signal })
  const skipped = new Map<string, number>()
  const reporting = report(writer, source.total)
  const consumed = await writer.consume(transformed(source, skipped))
  const drained = await writer.drain()
  await reporting
  const statistics = writer.statistics()
  console.log(summary(statistics))
  for (const [lookup, count] of skipped) console.log(`${count.toLocaleString('en')} trades left out: not in ${lookup}`)
  if (consumed.kind === 'failed') {
    const { kind, message, row, column } = consumed.failure
    console.error(
      `${kind}: ${message}${row === null ? '' : ` (row ${row} of its batch, column ${column ?? 'unknown'})`}`,
    )
  }
  return consumed.kind === 'ended' && drained.kind === 'drained' ? 0 : 1
}

async function* transformed(
  { batches, symbols, name }: TradeSource,
  skipped: Map<string, number>,
): AsyncGenerator<Trade[]> {
  const transform = toTrades(symbols, name)
  for await (const batch of batches) {
    const { rows, skipped: missed } = transform(batch)
    for (const [lookup, count] of missed) skipped.set(lookup, (skipped.get(lookup) ?? 0) + count)
    yield rows
  }
}

async function report(writer: BatchWriter<Trade>, total: number | undefined): Promise<void> {
  if (!process.stderr.isTTY) return
  for await (const statistics of watchStatistics(writer, PROGRESS_EVERY_MS)) {
    const rows = statistics.rowsCopied + statistics.rowsUnderWay
    const share = total === undefined ? '' : ` of ${total.toLocaleString('en')}`
    const pending = `${(statistics.pendingBytes / BYTES_PER_MB).toFixed(0)} MB pending`
    const waiting = `server ${percent(statistics.waitShares.server)}, source ${percent(statistics.waitShares.source)}`
    process.stderr.write(`\r\u001b[K${rows.toLocaleString('en')}${share} trades, ${pending}, waiting for ${waiting}`)
  }
  process.stderr.write('\r\u001b[K')
}

function summary({ rowsCopied, bytes, elapsedMs, copies, batchesWritten, waitShares }: CopyStatistics): string {
  const seconds = elapsedMs / 1_000
  const rate = Math.round(rowsCopied / seconds).toLocaleString('en')
  const megabytes = (bytes / BYTES_PER_MB / seconds).toFixed(1)
  const shares = Object.entries(waitShares).map(([stage, share]) => `${stage} ${percent(share)}`)
  return `${rowsCopied.toLocaleString('en')} trades in ${seconds.toFixed(2)} s: ${rate} rows/s, ${megabytes} MB/s
${batchesWritten} batches in ${copies} COPYs; time: ${shares.join(', ')}`
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

async function findServer(releases: AsyncDisposableStack): Promise<ConnectionConfig> {
  if (values.database !== undefined) {
    const parsed = configOfText(values.database)
    if (parsed.kind !== 'ok') throw new Error(parsed.message)
    return parsed.config
  }
  // A root's own temp folder may be closed to the account that runs the server.
  const folder = await mkdtemp(join(process.getuid?.() === 0 ? '/tmp' : tmpdir(), 'deltadesk-trades-'))
  releases.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  const server = await startEmbeddedServer({ folder, log: { info() {}, warn() {} } })
  releases.defer(() => server.stop())
  return server.config
}

function positive(option: string, text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number) || number < 1)
    throw new Error(`Expected a positive number as ${option}, got ${text}.`)
  return number
}
