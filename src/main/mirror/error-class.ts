import { ObjectFailure } from '../object-store/object-store.ts'
import type { MirrorErrorClass } from '../postgres/mirrors.ts'

/** What stands behind a failure of a target; undefined for what is not the target's. */
export function errorClassOf(error: unknown): MirrorErrorClass | undefined {
  if (!(error instanceof ObjectFailure)) return undefined
  switch (error.kind) {
    case 'absent':
      return 'missing'
    case 'refused':
    case 'changed':
      return 'precondition'
    case 'damaged':
      return 'corrupt'
    case 'unreadable':
    case 'unwritable':
      return error.fault
  }
  error.kind satisfies never
}
