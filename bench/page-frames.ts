import type { Page } from '@playwright/test'

/** Runs in the page: zooms into its picture, drags it to and fro, and gives back the milliseconds of a frame. */
export async function panOn(forMs: number): Promise<number> {
  const canvas = document.querySelector('canvas')
  const corner = canvas?.getBoundingClientRect()
  if (!canvas || !corner) return Number.NaN
  for (const element of [canvas, canvas.parentElement]) {
    if (element) element.setPointerCapture = () => {}
  }
  const zoomed = { deltaY: -60, clientX: corner.left + 500, clientY: corner.top + 60, bubbles: true, cancelable: true }
  canvas.dispatchEvent(new WheelEvent('wheel', zoomed))
  await new Promise(requestAnimationFrame)
  const started = performance.now()
  let frames = 0
  for (; performance.now() - started < forMs; frames++) {
    const clientX = corner.left + 500 + Math.sin(frames / 20) * 60
    const event = { clientX, clientY: corner.top + 60, bubbles: true, buttons: 1, button: 0, pointerId: 1 }
    canvas.dispatchEvent(new PointerEvent(frames === 0 ? 'pointerdown' : 'pointermove', event))
    await new Promise(requestAnimationFrame)
  }
  return (performance.now() - started) / frames
}

/** Of the page's JavaScript, in MB. */
export async function heapMb(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize / 1_000_000
}
