import type { Page } from '@playwright/test'
import { App, newFile } from '../e2e/app.ts'
import { onBenchPage } from './bench-page.ts'
import type { Measurement } from './measurement.ts'

const KEYS = 80
/** Ratios are to a draft of one action: what a key costs on this machine at this moment. */
const SIZES = [10_000, 100_000]

/** Typing into the composer in Chromium, with everything that a pause between keys starts: checks, autosave, forecast. */
export function benchComposeScreen(): Promise<Measurement[]> {
  return onBenchPage([], async (host, browser) => {
    const app = new App(await host.newPage(browser), host.origin)
    await app.page.setViewportSize({ width: 1600, height: 900 })
    await app.open('/tables')
    await app.screen.getByRole('button', { name: /Make six sample tables/ }).click()
    await app.screen.getByRole('grid').getByText('sample-mirror').waitFor({ timeout: 90_000 })
    const shortest = await typeInto(app, 1)
    const measured = [...measurements('1 action', shortest)]
    for (const actions of SIZES)
      measured.push(...measurements(`${actions} actions`, await typeInto(app, actions), shortest))
    return measured
  })
}

interface Typed {
  readonly pastedMs: number
  readonly medianMs: number
  readonly slowestMs: number
  readonly heap: number
}

function measurements(name: string, { pastedMs, medianMs, slowestMs, heap }: Typed, shortest?: Typed): Measurement[] {
  const beside = (own: number, limit: number | undefined) =>
    limit === undefined ? { aim: 50 } : { limit, ratio: own / limit }
  return [
    { name: `${name}: pasted and checked against the table`, value: pastedMs, unit: 'ms' },
    {
      name: `${name}: key to paint, median`,
      value: medianMs,
      unit: 'ms',
      ...beside(medianMs, shortest?.medianMs),
      aim: 50,
    },
    {
      name: `${name}: key to paint, slowest of ${KEYS}`,
      value: slowestMs,
      unit: 'ms',
      ...beside(slowestMs, shortest?.slowestMs),
    },
    { name: `${name}: heap of the page`, value: heap, unit: 'MB' },
  ]
}

async function typeInto(app: App, actions: number): Promise<Typed> {
  const lines = Array.from({ length: actions }, (_, index) => partitioned(`country=SE/file-${index}.parquet`))
  await app.open('/t/sample-orders/compose')
  await app.page.getByRole('textbox', { name: /^Actions of the draft/ }).waitFor()
  const started = performance.now()
  await app.page.evaluate(paste, lines.map(line => JSON.stringify(line)).join('\n'))
  await app.page.getByText(/No rule is broken/).waitFor({ timeout: 60_000 })
  const pastedMs = performance.now() - started
  await app.page.getByText(/autosaved/).waitFor({ timeout: 60_000 })
  const [medianMs = 0, slowestMs = 0] = await app.page.evaluate(pressKeys, KEYS)
  return { pastedMs, medianMs, slowestMs, heap: await heapMb(app.page) }
}

function partitioned(path: string): object {
  const { add } = Object(newFile(path))
  return { add: { ...add, partitionValues: { country: 'SE' } } }
}

function paste(text: string): void {
  const clipboardData = new DataTransfer()
  clipboardData.setData('text/plain', text)
  const editor = document.querySelector('.cm-content')
  editor?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
}

/** Every tenth key comes after a pause, in which the draft is checked and kept. */
async function pressKeys(count: number): Promise<number[]> {
  const editor = document.querySelector<HTMLElement>('.cm-content')
  const times: number[] = []
  editor?.focus()
  for (let press = 0; press < count; press++) {
    const started = performance.now()
    document.execCommand('insertText', false, press % 2 === 0 ? ' ' : '\n')
    // A message posted in a frame arrives when the frame is painted.
    await new Promise<void>(resolve => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => resolve()
        port2.postMessage(0)
      })
    })
    times.push(performance.now() - started)
    await new Promise(resolve => setTimeout(resolve, press % 10 === 9 ? 1_500 : 90 + (press % 7) * 20))
  }
  times.sort((a, b) => a - b)
  return [times[count >> 1] ?? 0, times[count - 1] ?? 0]
}

async function heapMb(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize / 1_000_000
}
