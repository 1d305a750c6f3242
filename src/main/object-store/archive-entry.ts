import { ARCHIVE_NAME_BYTES_MAX } from '../../shared/limits.ts'
import { ObjectFailure, type ObjectKind, type ObjectStat, type OpenObject } from './object-store.ts'

/** What an archive holds at a path; nothing of it is read before it is opened. */
export interface ArchiveEntry extends ObjectStat {
  /** With slashes, without a leading or a final one. */
  readonly path: string
  readonly kind: ObjectKind
  open(): Promise<OpenObject>
}

/**
 * The path of an entry in one form. Refused where it leaves the archive: nothing is ever written to such a path here, but
 * an archive that tries is not what it seems.
 */
export function entryPath(name: string): string {
  const steps = name.split('/').filter(step => step !== '' && step !== '.')
  const isOutside = name.startsWith('/') || steps.includes('..') || /[\0\\]/.test(name)
  if (isOutside || name.length > ARCHIVE_NAME_BYTES_MAX) {
    const shown = JSON.stringify(name.slice(0, 200))
    throw new ObjectFailure('refused', `The archive holds a path that leads out of it: ${shown}.`)
  }
  return steps.join('/')
}
