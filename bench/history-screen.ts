import type { Page } from '@playwright/test'
import { onBenchPage } from './bench-page.ts'
import type { Measurement } from './measurement.ts'
import { panOn } from './page-frames.ts'

const LONG = 200_000
const DRAWN = 10_000
const OPENED = 9
const KEYS = 100
const PLAY_MS = 3_000

const HISTORIES = [
  { name: 'long', versions: LONG, publishedBefore: LONG - 10 },
  { name: 'drawn', versions: DRAWN, publishedBefore: DRAWN },
]

/** The history in Chromium: a list of 200,000 versions and a timeline of 10,000 commits. */
export function benchHistoryScreen(): Promise<Measurement[]> {
  return onBenchPage(HISTORIES, async (host, browser) => {
    const page = await host.newPage(browser)
    await page.addInitScript(noteFrames)
    const opened: Opened[] = []
    for (let run = 0; run < OPENED; run++) opened.push(await open(page, host.origin))
    const fromCatalog = median(opened.map(({ fromCatalogMs }) => fromCatalogMs))
    const afterData = median(opened.map(({ afterDataMs }) => afterDataMs))
    await page.waitForTimeout(1_000)
    const [keyMedian, slowest] = await page.evaluate(pressKeys, KEYS)
    const scrolling = await page.evaluate(scrollOn, PLAY_MS)
    await page.goto(`${host.origin}/#/t/drawn/history?view=timeline`)
    await page.getByText('adds files').waitFor()
    await page.waitForTimeout(1_000)
    const panning = await page.evaluate(panOn, PLAY_MS)
    return [
      { name: `first rows of ${LONG} versions painted, after their data came`, value: afterData, unit: 'ms', aim: 150 },
      { name: 'the same, after a table is chosen in the catalog', value: fromCatalog, unit: 'ms', aim: 150 },
      { name: 'key to paint, median', value: keyMedian ?? 0, unit: 'ms', aim: 50 },
      { name: `key to paint, slowest of ${KEYS}`, value: slowest ?? 0, unit: 'ms', aim: 50 },
      { name: 'time of a frame while scrolling', value: scrolling, unit: 'ms', aim: 1_000 / 55 },
      { name: `time of a frame while ${DRAWN} commits are moved`, value: panning, unit: 'ms', aim: 1_000 / 55 },
    ]
  })
}

interface Opened {
  readonly fromCatalogMs: number
  readonly afterDataMs: number
}

/** In a page that has read nothing of the table but what the catalog shows. */
async function open(page: Page, origin: string): Promise<Opened> {
  await page.goto(`${origin}/#/tables`)
  await page.reload()
  await page.getByRole('link', { name: 'long', exact: true }).first().waitFor()
  await page.waitForTimeout(1_000)
  return page.evaluate(openHistory)
}

declare global {
  /** When answers came that are as large as a page of versions. */
  var pagesCame: number[]
}

/** Runs before the scripts of the page. */
function noteFrames(): void {
  const PAGE_BYTES_MIN = 100_000
  globalThis.pagesCame = []
  globalThis.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      this.addEventListener('message', ({ data, timeStamp }) => {
        const size = typeof data === 'string' ? data.length : (data.byteLength ?? data.size)
        if (size >= PAGE_BYTES_MIN) globalThis.pagesCame.push(timeStamp)
      })
    }
  }
}

async function openHistory(): Promise<Opened> {
  const started = performance.now()
  location.hash = '#/t/long/history'
  while (document.querySelector('[role=grid] [data-index="5"] time') === null) await new Promise(requestAnimationFrame)
  // A message posted in a frame arrives when the frame is painted.
  await new Promise<void>(resolve => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => resolve()
    port2.postMessage(0)
  })
  const painted = performance.now()
  const came = globalThis.pagesCame.find(time => time >= started) ?? Number.NaN
  return { fromCatalogMs: painted - started, afterDataMs: painted - came }
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

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}
