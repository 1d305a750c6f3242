import { join } from 'node:path'
import { type Browser, chromium } from '@playwright/test'
import { type LoopbackHost, startLoopback } from '../e2e/hosts.ts'
import { findChromium } from '../scripts/chromium.ts'
import { openDatabase } from '../src/main/postgres/connection.ts'
import { startEmbeddedServer } from '../src/main/postgres/embedded/embedded-server.ts'
import { type GeneratedHistory, generateHistory } from '../test/generated-history.ts'
import type { Measurement } from './measurement.ts'

/** Runs `work` on the app in Chromium with tables of these histories; without Chromium says so and measures nothing. */
export async function onBenchPage(
  histories: readonly GeneratedHistory[],
  work: (host: LoopbackHost, browser: Browser) => Promise<Measurement[]>,
): Promise<Measurement[]> {
  const found = findChromium()
  if (found.kind === 'missing') {
    console.error(found.reason)
    return []
  }
  await using releases = new AsyncDisposableStack()
  const host = await startLoopback()
  releases.defer(() => host.stop())
  if (histories.length > 0) await fill(host, histories)
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const browser = await chromium.launch({ executablePath: found.path, args })
  releases.defer(() => browser.close())
  return await work(host, browser)
}

async function fill({ home }: LoopbackHost, histories: readonly GeneratedHistory[]): Promise<void> {
  await using releases = new AsyncDisposableStack()
  const server = await startEmbeddedServer({ folder: join(home, 'postgres'), log: { info() {}, warn() {} } })
  releases.defer(() => server.stop())
  const database = await openDatabase(server.config)
  releases.defer(() => database.close())
  const client = await database.pool.connect()
  await client.query('set session_replication_role = replica')
  for (const history of histories) await generateHistory(client, history)
  await client.query('analyze')
  client.release(true)
}
