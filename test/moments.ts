/**
 * How far apart the moments are at which a fault is tried where it could strike at many: each of them, or every `bounded`-th
 * where a run has little time (DELTADESK_BOUNDED).
 */
export function stride(bounded: number): number {
  return process.env.DELTADESK_BOUNDED === undefined ? 1 : bounded
}
