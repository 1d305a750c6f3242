/** Gives a canvas as many pixels as it is shown on, and its context to draw in CSS pixels; undefined where it has no room. */
export function fitCanvas(
  canvas: HTMLCanvasElement | null,
  width: number,
  height: number,
): CanvasRenderingContext2D | undefined {
  const context = canvas?.getContext('2d')
  if (!canvas || !context || width <= 0 || height <= 0) return undefined
  const ratio = globalThis.devicePixelRatio || 1
  const [pixelsX, pixelsY] = [Math.round(width * ratio), Math.round(height * ratio)]
  if (canvas.width !== pixelsX || canvas.height !== pixelsY) {
    canvas.width = pixelsX
    canvas.height = pixelsY
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  return context
}
