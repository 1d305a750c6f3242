import type { Mark } from '../../../../shared/contract/simulation-results.ts'
import { MARK_LOOKS } from './lane-shapes.ts'
import type { LanesPalette } from './lanes-palette.ts'

const SIGN_PX = 18

type Signs = Record<Mark['kind'], HTMLCanvasElement>

const signsOf = new WeakMap<LanesPalette, { readonly ratio: number; readonly signs: Signs }>()

/** Draws the sign of a moment around a point. There are thousands of them, so each kind is written once and copied. */
export function drawSign(
  context: CanvasRenderingContext2D,
  kind: Mark['kind'],
  x: number,
  y: number,
  palette: LanesPalette,
): void {
  const ratio = context.getTransform().a
  let known = signsOf.get(palette)
  if (known?.ratio !== ratio) {
    known = { ratio, signs: writeSigns(palette, ratio) }
    signsOf.set(palette, known)
  }
  // On whole pixels: a copy between them is blurred.
  const left = Math.round((x - SIGN_PX / 2) * ratio) / ratio
  const top = Math.round((y - SIGN_PX / 2) * ratio) / ratio
  context.drawImage(known.signs[kind], left, top, SIGN_PX, SIGN_PX)
}

function writeSigns(palette: LanesPalette, ratio: number): Signs {
  const write = (kind: Mark['kind']) => writeSign(kind, palette, ratio)
  return {
    committed: write('committed'),
    conflict: write('conflict'),
    lost: write('lost'),
    retry: write('retry'),
    fault: write('fault'),
    ended: write('ended'),
  }
}

function writeSign(kind: Mark['kind'], palette: LanesPalette, ratio: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = Math.ceil(SIGN_PX * ratio)
  const context = canvas.getContext('2d')
  if (!context) return canvas
  context.scale(ratio, ratio)
  context.font = `bold ${kind === 'committed' ? 13 : 14}px ${palette.font}`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.lineWidth = 3
  context.lineJoin = 'round'
  context.strokeStyle = palette.surface
  context.strokeText(MARK_LOOKS[kind].sign, SIGN_PX / 2, SIGN_PX / 2 + 0.5)
  context.fillStyle = palette.marks[kind]
  context.fillText(MARK_LOOKS[kind].sign, SIGN_PX / 2, SIGN_PX / 2 + 0.5)
  return canvas
}
