import { readFile } from 'node:fs/promises'
import type { Browser } from '@playwright/test'
import { onBenchPage } from './bench-page.ts'
import type { Measurement } from './measurement.ts'
import { heapMb } from './page-frames.ts'

/** As many screens as somebody sees in an hour who looks at each for three seconds. */
const SCREENS = Number(process.env.DELTADESK_BENCH_SCREENS ?? 1_200)
const LONG = 200_000
const FILES = 20_000
const SETTLED_MS_MAX = 30_000
const MEMORY_MB_MAX = 600
const KB_PER_MB = 1024

const HISTORIES = [
  { name: 'long', versions: LONG, publishedBefore: LONG - 10 },
  { name: 'wide', versions: FILES, publishedBefore: FILES },
]

/** What an hour of walking through every screen of history leaves in memory, walked in minutes: nothing has time to age. */
export function benchWalkMemory(): Promise<Measurement[]> {
  return onBenchPage(HISTORIES, async (host, browser) => {
    const page = await host.newPage(browser)
    await page.goto(`${host.origin}/#/tables`)
    await page.getByRole('link', { name: 'long', exact: true }).first().waitFor()
    const atFirst = await heapMb(page)
    let [heapMost, rendererMost] = [atFirst, 0]
    const places = Array.from({ length: SCREENS }, (_, step) => placeOf(step))
    for (let from = 0; from < SCREENS; from += 40) {
      await page.evaluate(walk, { places: places.slice(from, from + 40), settledMsMax: SETTLED_MS_MAX })
      heapMost = Math.max(heapMost, await heapMb(page))
      rendererMost = Math.max(rendererMost, await largestRendererMb(browser))
    }
    return [
      { name: 'heap of the page before a walk', value: atFirst, unit: 'MB' },
      { name: `heap of the page, the most in a walk through ${SCREENS} screens`, value: heapMost, unit: 'MB' },
      {
        name: 'resident memory of the page’s process, the most in that walk',
        value: rendererMost,
        unit: 'MB',
        aim: MEMORY_MB_MAX,
      },
    ]
  })
}

interface Place {
  readonly address: string
  /** What the heading of the screen holds. */
  readonly title: string
}

/** Steps fall anywhere in the histories, and in the same places in each run. */
function placeOf(step: number): Place {
  const far = (step * 7_919) % LONG
  const near = 100 + ((step * 6_151) % (FILES - 200))
  const sections = ['files', 'partitions', 'schema', 'stats', 'properties', 'prune']
  const section = sections[Math.floor(step / 8) % sections.length] ?? 'files'
  const tab = ['actions', 'diff', 'json', 'commit'][Math.floor(step / 8) % 4] ?? 'actions'
  const places: readonly Place[] = [
    { address: `/t/long/history?at=${far}`, title: 'long' },
    { address: `/t/long/v/${far}?tab=${tab}`, title: `v${far}` },
    { address: `/t/wide/at/${near}/${section}`, title: `v${near}` },
    { address: `/t/wide/compare?a=${near}&b=${near + 90}`, title: `v${near + 90}` },
    { address: `/t/long/history?q=by:etl-${step % 7}%20bytes>${step}mb`, title: 'long' },
    { address: `/t/wide/history?view=timeline&at=${near}`, title: 'wide' },
    { address: `/t/wide/blame?path=part-${near}-0`, title: 'History' },
    { address: '/tables', title: 'Tables' },
  ]
  return places[step % places.length] ?? { address: '/tables', title: 'Tables' }
}

/** Runs in the page: goes from screen to screen when each has settled, and scrolls what can be scrolled. */
async function walk({ places, settledMsMax }: { places: readonly Place[]; settledMsMax: number }): Promise<void> {
  for (const { address, title } of places) {
    location.hash = `#${address}`
    const since = performance.now()
    const isSettled = () =>
      document.querySelector('main h1')?.textContent?.includes(title) === true &&
      document.querySelector('main [aria-busy=true]') === null
    for (let calm = 0; calm < 4; calm = isSettled() ? calm + 1 : 0) {
      if (performance.now() - since > settledMsMax) throw new Error(`${address} did not settle`)
      await new Promise(requestAnimationFrame)
    }
    const scroller = document.querySelector('main [role=grid]')
    for (let part = 1; scroller && part <= 3; part++) {
      scroller.scrollTop = (scroller.scrollHeight * part) / 4
      await new Promise(resolve => setTimeout(resolve, 30))
    }
  }
}

/** Of all processes of the browser that show pages, as the kernel counts it; 0 where the kernel does not say. */
async function largestRendererMb(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  await session.detach()
  const sizes = await Promise.all(processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => residentMb(id)))
  return Math.max(0, ...sizes)
}

async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / KB_PER_MB
}
