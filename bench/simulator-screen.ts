import { type CDPSession, chromium, type Page } from '@playwright/test'
import { startLoopback } from '../e2e/hosts.ts'
import { findChromium } from '../scripts/chromium.ts'
import { compared, type Measurement } from './measurement.ts'
import { heapMb, panOn } from './page-frames.ts'

const TABLES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
const WRITERS_OF_TABLE = 8
const COMMITS = 157
/** How long an empty page is measured beside the same load. */
const EMPTY_MS = 12_000
const WARM_MS = 3_000
const PLAY_MS = 3_000
const RUN_MS_MAX = 240_000
const READ_MS_MAX = 120_000
const FRAME_MS = 1_000 / 55

/** 64 writers that make 10,000 commits while the page shows their lanes, and the lanes when all is over. */
export async function benchSimulatorScreen(): Promise<Measurement[]> {
  const found = findChromium()
  if (found.kind === 'missing') {
    console.error(found.reason)
    return []
  }
  await using releases = new AsyncDisposableStack()
  const host = await startLoopback()
  releases.defer(() => host.stop())
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const browser = await chromium.launch({ executablePath: found.path, args })
  releases.defer(() => browser.close())
  const page = await host.newPage(browser)
  await page.goto(`${host.origin}/#/sim`)
  await page.getByRole('link', { name: 'Append against append' }).waitFor()
  await page.evaluate(
    text => localStorage.setItem('deltadesk.scenarios', JSON.stringify({ load: text })),
    scenarioText(),
  )
  await page.goto(`${host.origin}/#/sim/load`)
  await page.reload()
  const run = page.getByRole('button', { name: 'Run', exact: true })
  await run.waitFor()
  const emptyMs = await emptyPageMs(page, host.origin)
  await run.click()
  await page.getByRole('slider').waitFor()
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Performance.enable')
  const before = await threadMs(cdp)
  const live = await page.evaluate(framesUntilOver, RUN_MS_MAX)
  const busyMs = (await threadMs(cdp)) - before
  await page.getByRole('tab', { name: 'Events' }).click()
  const kept = await page.getByText(/^[\d,]+ events(?!.*more come)/).textContent({ timeout: READ_MS_MAX })
  const panning = await page.evaluate(panOn, PLAY_MS)
  return [
    { name: 'time of a frame while 64 writers commit', value: live.meanMs, unit: 'ms', aim: FRAME_MS },
    compared('… against an empty page beside the same writers', live.meanMs, 'ms', emptyMs, 1.1),
    {
      name: 'work of the page’s main thread meanwhile, per second',
      value: busyMs / live.seconds,
      unit: 'ms',
      aim: 150,
    },
    { name: `frames longer than 50 ms meanwhile, of ${live.frames}`, value: live.long, unit: 'frames' },
    { name: `time of a frame while the lanes are moved: ${kept}`, value: panning, unit: 'ms', aim: FRAME_MS },
    { name: 'heap of the page with the whole run', value: await heapMb(page), unit: 'MB', aim: 600 },
    { name: 'commits made meanwhile', value: await commitsOf(page), unit: 'commits' },
  ]
}

function scenarioText(): string {
  const head = ['scenario load', 'title "Load"', 'run free 230s', ...TABLES.map(table => `table ${table}\n  files 0`)]
  const writers = TABLES.map(
    table => `writer W${table} x ${WRITERS_OF_TABLE}
  append 1
  to ${table}
  commits ${COMMITS}
  on conflict retry 1000 backoff 1ms to 20ms`,
  )
  return [...head, ...writers, ''].join('\n')
}

/** A frame of a page that does next to nothing while the same writers commit: what the machine leaves of 60 a second. */
async function emptyPageMs(page: Page, origin: string): Promise<number> {
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await page.getByRole('slider').waitFor()
  const address = page.url()
  await page.goto('about:blank')
  await page.evaluate(framesFor, WARM_MS)
  const emptyMs = await page.evaluate(framesFor, EMPTY_MS)
  await page.goto(address)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Run again' }).waitFor()
  await page.goto(`${origin}/#/sim/load`)
  await page.getByRole('button', { name: 'Run', exact: true }).waitFor()
  return emptyMs
}

/** Runs in the page: milliseconds of a frame that draws one small square. */
async function framesFor(forMs: number): Promise<number> {
  const canvas = document.createElement('canvas')
  document.body.append(canvas)
  const context = canvas.getContext('2d')
  const started = performance.now()
  let frames = 0
  for (; performance.now() - started < forMs; frames++) {
    context?.fillRect(frames % 100, 0, 10, 10)
    await new Promise(requestAnimationFrame)
  }
  return (performance.now() - started) / frames
}

/** Runs in the page: its frames until the run's progress is gone. */
async function framesUntilOver(
  mostMs: number,
): Promise<{ meanMs: number; long: number; frames: number; seconds: number }> {
  const started = performance.now()
  let [frames, long, before] = [0, 0, started]
  for (; performance.now() - started < mostMs; frames++) {
    const now = await new Promise<number>(requestAnimationFrame)
    if (now - before > 50) long += 1
    before = now
    if (document.querySelector('[role=progressbar]') === null) break
  }
  const ms = performance.now() - started
  return { meanMs: ms / Math.max(1, frames), long, frames, seconds: ms / 1_000 }
}

/** CPU time that the page's main thread has used, which does not grow while others keep it waiting. */
async function threadMs(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics')
  return (metrics.find(({ name }) => name === 'ThreadTime')?.value ?? Number.NaN) * 1_000
}

async function commitsOf(page: Page): Promise<number> {
  await page.getByRole('tab', { name: 'Measures' }).click()
  const text = await page.getByLabel('Measures').locator('dd').first().textContent()
  return Number((text ?? '').replaceAll(',', ''))
}
