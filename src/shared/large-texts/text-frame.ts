import type { ShelfChange } from './text-shelf.ts'

/** The frame type beside those of the RPC client that brings a piece of a text ahead of the call that names it. */
export const TEXT_FRAME = 9

/** Stands in a call's input in the place of a large text; no string of a call looks like it. */
export interface TextReference {
  readonly $text: string
}

export function printTextFrame(id: string, change: ShelfChange): string {
  return JSON.stringify({ i: id, t: TEXT_FRAME, p: change })
}

/** Undefined for what is no change of a text. */
export function readShelfChange(value: unknown): ShelfChange | undefined {
  if (!isRecord(value)) return undefined
  const { base, from, to, insert } = value
  if (base !== null && typeof base !== 'string') return undefined
  return isOffset(from) && isOffset(to) && typeof insert === 'string' ? { base, from, to, insert } : undefined
}

export function isTextReference(value: unknown): value is TextReference {
  return isRecord(value) && typeof value.$text === 'string' && Object.keys(value).length === 1
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isOffset(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0
}
