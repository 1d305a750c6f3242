import type { CheckpointAction } from '../../../shared/delta/actions.ts'

/** About how many characters an action holds: what a batch of them costs to hand over. */
export function textSize(action: CheckpointAction): number {
  let size = FIXED
  for (const value of Object.values(action)) {
    if (typeof value === 'string') size += value.length
    else if (value instanceof Map) size += mapSize(value)
    else if (Array.isArray(value)) for (const item of value) size += FIXED + String(item).length
    else if (isVector(value)) size += value.pathOrInlineDv.length
  }
  return size
}

const FIXED = 16

function isVector(value: unknown): value is { readonly pathOrInlineDv: string } {
  return typeof value === 'object' && value !== null && 'pathOrInlineDv' in value
}

function mapSize(map: ReadonlyMap<unknown, unknown>): number {
  let size = FIXED
  for (const [key, value] of map) size += FIXED + String(key).length + String(value).length
  return size
}
