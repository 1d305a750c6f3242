import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { type LoopbackHost, startLoopback } from '../e2e/hosts.ts'
import { findChromium } from '../scripts/chromium.ts'
import { openDatabase } from '../src/main/postgres/connection.ts'
import { startEmbeddedServer } from '../src/main/postgres/embedded/embedded-server.ts'
import { generateHistory } from '../test/generated-history.ts'
import type { Measurement } from './measurement.ts'
import { heapMb, panOn } from './page-frames.ts'

const LONG = 200_000
const DRAWN = 10_000
const KEYS = 100
const PLAY_MS = 3_000

/** The history in Chromium: a list of 200,000 versions and a timeline of 10,000 commits. */
export async function benchHistoryScreen(): Promise<Measurement[]> {
  const found = findChromium()
  if (found.kind === 'missing') {
    console.error(found.reason)
    return []
  }
  await using releases = new AsyncDisposableStack()
  const host = await startLoopback()
  releases.defer(() => host.stop())
  await fill(host)
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const browser = await chromium.launch({ executablePath: found.path, args })
  releases.defer(() => browser.close())
  const page = await host.newPage(browser)
  await page.goto(`${host.origin}/#/tables`)
  await page.getByRole('link', { name: 'long', exact: true }).first().waitFor()

  const firstRows = await page.evaluate(openHistory)
  await page.waitForTimeout(1_000)
  const [median, slowest] = await page.evaluate(pressKeys, KEYS)
  const scrolling = await page.evaluate(scrollOn, PLAY_MS)
  await page.goto(`${host.origin}/#/t/drawn/history?view=timeline`)
  await page.getByText('adds files').waitFor()
  await page.waitForTimeout(1_000)
  const panning = await page.evaluate(panOn, PLAY_MS)
  return [
    { name: `first rows of ${LONG} versions, from the catalog`, value: firstRows, unit: 'ms', aim: 150 },
    { name: 'key to paint, median', value: median ?? 0, unit: 'ms', aim: 50 },
    { name: `key to paint, slowest of ${KEYS}`, value: slowest ?? 0, unit: 'ms', aim: 50 },
    { name: 'time of a frame while scrolling', value: scrolling, unit: 'ms', aim: 1_000 / 55 },
    { name: `time of a frame while ${DRAWN} commits are moved`, value: panning, unit: 'ms', aim: 1_000 / 55 },
    { name: 'heap of the page', value: await heapMb(page), unit: 'MB', aim: 600 },
  ]
}

async function fill({ home }: LoopbackHost): Promise<void> {
  await using releases = new AsyncDisposableStack()
  const server = await startEmbeddedServer({ folder: join(home, 'postgres'), log: { info() {}, warn() {} } })
  releases.defer(() => server.stop())
  const database = await openDatabase(server.config)
  releases.defer(() => database.close())
  const client = await database.pool.connect()
  await client.query('set session_replication_role = replica')
  await generateHistory(client, { name: 'long', versions: LONG, publishedBefore: LONG - 10 })
  await generateHistory(client, { name: 'drawn', versions: DRAWN, publishedBefore: DRAWN })
  await client.query('analyze')
  client.release(true)
}

async function openHistory(): Promise<number> {
  const started = performance.now()
  location.hash = '#/t/long/history'
  while (document.querySelector('[role=grid] [data-index="5"] time') === null) await new Promise(requestAnimationFrame)
  return performance.now() - started
}

async function pressKeys(count: number): Promise<number[]> {
  const grid = document.querySelector<HTMLElement>('[role=grid]')
  const times: number[] = []
  grid?.focus()
  for (let press = 0; press < count; press++) {
    const started = performance.now()
    grid?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }))
    // A message posted in a frame arrives when the frame is painted.
    await new Promise<void>(resolve => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => resolve()
        port2.postMessage(0)
      })
    })
    times.push(performance.now() - started)
  }
  times.sort((a, b) => a - b)
  return [times[count >> 1] ?? 0, times[count - 1] ?? 0]
}

async function scrollOn(forMs: number): Promise<number> {
  const grid = document.querySelector('[role=grid]')
  const started = performance.now()
  let frames = 0
  for (; performance.now() - started < forMs; frames++) {
    if (grid) grid.scrollTop += 37
    await new Promise(requestAnimationFrame)
  }
  return (performance.now() - started) / frames
}
