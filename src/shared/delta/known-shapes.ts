import type { JsonObject } from './json-object.ts'
import { type ShapedValues, StatsShape } from './stats-shape.ts'

export interface ShapedStats {
  readonly shape: StatsShape
  readonly values: ShapedValues
}

const SHAPES_MAX = 8
/** A shape costs more than it saves unless others like it follow: where none fits often, few are tried. */
const UNKNOWN_PER_SHAPE = 32

/** The shapes that were met last, the newest first. They change how quickly a question is answered and never the answer. */
const shapes: StatsShape[] = []
let unknown = 0

let lastText: string | undefined
let last: ShapedStats | undefined

/**
 * Statistics of a shape that was met before; undefined for all others. Several rules ask about the same file one after
 * the other, so the last answer is kept.
 */
export function shapedStats(text: string): ShapedStats | undefined {
  if (text !== lastText) {
    last = find(text)
    lastText = text
  }
  return last
}

function find(text: string): ShapedStats | undefined {
  for (let at = 0; at < shapes.length; at++) {
    const shape = shapes[at]
    const values = shape?.valuesOf(text)
    if (!shape || !values) continue
    if (at > 0) {
      shapes.splice(at, 1)
      shapes.unshift(shape)
    }
    return text.isWellFormed() ? { shape, values } : undefined
  }
  return undefined
}

/** Takes note of statistics that had to be read as JSON. */
export function learnShape(stats: JsonObject): void {
  if (unknown++ % UNKNOWN_PER_SHAPE !== 0) return
  const shape = StatsShape.of(stats)
  if (shape === undefined) return
  shapes.unshift(shape)
  shapes.length = Math.min(shapes.length, SHAPES_MAX)
  lastText = undefined
}
