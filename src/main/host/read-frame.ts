import { isRecord, readShelfChange, TEXT_FRAME } from '../../shared/large-texts/text-frame.ts'
import type { ShelfChange } from '../../shared/large-texts/text-shelf.ts'
import { FRAME_BYTES_MAX } from '../../shared/limits.ts'

export type FrameProblem = 'malformed-frame' | 'frame-too-large'

export type Frame =
  /** A request, an event or an abort, as the RPC client writes it; it may name texts that were sent ahead. */
  | { readonly kind: 'message'; readonly message: object; readonly namesTexts: boolean }
  /** A piece of a text that is too large for the call it belongs to. */
  | { readonly kind: 'text'; readonly id: string; readonly change: ShelfChange }

/**
 * Reads one frame that a page sent, as JSON text. Only its envelope is looked at; what is inside is checked against the
 * contract. Total.
 */
export function readFrame(frame: unknown): Frame | FrameProblem {
  if (typeof frame !== 'string') return 'malformed-frame'
  if (Buffer.byteLength(frame) > FRAME_BYTES_MAX) return 'frame-too-large'
  let envelope: unknown
  try {
    envelope = JSON.parse(frame)
  } catch {
    return 'malformed-frame'
  }
  if (!isRecord(envelope) || typeof envelope.i !== 'string') return 'malformed-frame'
  if (envelope.t === TEXT_FRAME) {
    const change = readShelfChange(envelope.p)
    return change ? { kind: 'text', id: envelope.i, change } : 'malformed-frame'
  }
  const isOurs = envelope.t === EVENT_FRAME || envelope.t === ABORT_FRAME || isRequest(envelope)
  // Inside a string the quotes would be escaped, so only a reference looks like this.
  return isOurs ? { kind: 'message', message: envelope, namesTexts: frame.includes('{"$text":"') } : 'malformed-frame'
}

export const REQUEST_FRAME = 1
const EVENT_FRAME = 3
const ABORT_FRAME = 4

function isRequest({ t, p: request }: Readonly<Record<string, unknown>>): boolean {
  if ((t !== undefined && t !== REQUEST_FRAME) || !isRecord(request)) return false
  if (typeof request.u !== 'string' || !/^\/[\w/]*$/.test(request.u)) return false
  if (request.m !== undefined && request.m !== 'POST') return false
  return request.h === undefined || (isRecord(request.h) && Object.values(request.h).every(isHeader))
}

function isHeader(value: unknown): boolean {
  return typeof value === 'string' || (Array.isArray(value) && value.every(item => typeof item === 'string'))
}
