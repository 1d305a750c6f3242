import { fitCanvas } from '../../../ui/fit-canvas.ts'
import type { TimeView } from '../../../ui/time-view.ts'
import type { RunRecord } from '../run-record.ts'
import { drawHeads, drawTables } from './draw-heads.ts'
import { drawLanes, drawNames, type LanesScene } from './draw-lanes.ts'
import { AXIS_HEIGHT, HEAD_HEIGHT, type LanesFrame, lanesFrame, partFrom } from './lane-shapes.ts'
import type { LanesPalette } from './lanes-palette.ts'

/** All that a picture of a run is made of, but for how far its lanes are scrolled. */
export interface LanesPicture {
  readonly record: RunRecord
  readonly tables: readonly string[]
  readonly scene: LanesScene
  readonly view: TimeView
  readonly width: number
  /** Of the lanes in sight together. */
  readonly height: number
  readonly palette: LanesPalette
}

/**
 * Keeps the picture of a run on two canvases. What is in sight is drawn when the view changes; as the record grows, only
 * the part that the news reaches into is.
 */
export class LanesPainter {
  readonly #heads: HTMLCanvasElement
  readonly #lanes: HTMLCanvasElement
  #picture: LanesPicture | undefined
  #top = 0
  /** How many of the record's events are in the picture, and until when it reaches. */
  #drawn = { events: 0, toMs: 0 }
  #request: number | undefined
  #isAll = true

  constructor(heads: HTMLCanvasElement, lanes: HTMLCanvasElement) {
    this.#heads = heads
    this.#lanes = lanes
  }

  /** Draws the picture now, or as much of it as is not there yet. */
  show(picture: LanesPicture): void {
    const before = this.#picture
    this.#picture = picture
    this.#isAll ||= before === undefined || !isSameGround(before, picture)
    this.#paint(true)
  }

  /** Draws what the record has got meanwhile, with the next frame. */
  grow(): void {
    this.#request ??= requestAnimationFrame(() => this.#paint(false))
  }

  scroll(top: number): void {
    if (top === this.#top) return
    this.#top = top
    this.#isAll = true
    this.#request ??= requestAnimationFrame(() => this.#paint(true))
  }

  stop(): void {
    if (this.#request !== undefined) cancelAnimationFrame(this.#request)
    this.#request = undefined
  }

  #paint(withNames: boolean): void {
    this.stop()
    const picture = this.#picture
    if (picture === undefined) return
    const { record, tables, scene, view, width, height, palette } = picture
    const heads = fitCanvas(this.#heads, width, AXIS_HEIGHT + HEAD_HEIGHT * tables.length)
    const lanes = fitCanvas(this.#lanes, width, height)
    if (!heads || !lanes) return
    const frame = lanesFrame({ width, height }, record.writers.length, this.#top, view)
    const part = this.#isAll ? frame : this.#newPart(frame, record)
    if (part) {
      drawHeads(heads, part, record, tables.length, palette)
      drawLanes(lanes, part, record, scene, palette)
    }
    if (withNames) {
      drawTables(heads, record, { tables, cursorMs: scene.cursorMs }, palette)
      drawNames(lanes, frame, record, scene, palette)
    }
    this.#drawn = { events: record.events.length, toMs: record.bounds.toMs }
    this.#isAll = false
  }

  /** From the first moment that something new reaches into; undefined where nothing new is in sight. */
  #newPart(frame: LanesFrame, record: RunRecord): LanesFrame | undefined {
    if (record.events.length === this.#drawn.events) return undefined
    let fromMs = this.#drawn.toMs
    for (let index = this.#drawn.events; index < record.events.length; index++) {
      fromMs = Math.min(fromMs, record.events[index]?.atMs ?? fromMs)
    }
    return fromMs > frame.view.toMs ? undefined : partFrom(frame, Math.max(fromMs, frame.view.fromMs))
  }
}

/** Whether what was drawn of one picture is where it belongs in the other. */
function isSameGround(a: LanesPicture, b: LanesPicture): boolean {
  return (
    a.record === b.record &&
    a.palette === b.palette &&
    a.width === b.width &&
    a.height === b.height &&
    a.tables.length === b.tables.length &&
    a.view.fromMs === b.view.fromMs &&
    a.view.toMs === b.view.toMs &&
    a.scene.chosen === b.scene.chosen
  )
}
