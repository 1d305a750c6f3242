import { FRAME_BYTES_MAX } from '../../shared/limits.ts'

export type FrameProblem = 'malformed-frame' | 'frame-too-large'

/**
 * Reads one frame that a page sent: JSON text with a request, an event or an abort, as the RPC client writes it. Only
 * its envelope is looked at; what is inside is checked against the contract. Total.
 */
export function readFrame(frame: unknown): object | FrameProblem {
  if (typeof frame !== 'string') return 'malformed-frame'
  if (Buffer.byteLength(frame) > FRAME_BYTES_MAX) return 'frame-too-large'
  let envelope: unknown
  try {
    envelope = JSON.parse(frame)
  } catch {
    return 'malformed-frame'
  }
  if (!isRecord(envelope) || typeof envelope.i !== 'string') return 'malformed-frame'
  if (envelope.t === EVENT_FRAME || envelope.t === ABORT_FRAME) return envelope
  if (envelope.t !== undefined && envelope.t !== REQUEST_FRAME) return 'malformed-frame'
  return isRequest(envelope.p) ? envelope : 'malformed-frame'
}

const REQUEST_FRAME = 1
const EVENT_FRAME = 3
const ABORT_FRAME = 4

function isRequest(request: unknown): boolean {
  if (!isRecord(request)) return false
  if (typeof request.u !== 'string' || !/^\/[\w/]*$/.test(request.u)) return false
  if (request.m !== undefined && request.m !== 'POST') return false
  return request.h === undefined || (isRecord(request.h) && Object.values(request.h).every(isHeader))
}

function isHeader(value: unknown): boolean {
  return typeof value === 'string' || (Array.isArray(value) && value.every(item => typeof item === 'string'))
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
