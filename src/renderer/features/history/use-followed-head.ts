import { useState } from 'react'

/** The head that a list is drawn from, which is the live one unless the reader is busy further down. */
export interface FollowedHead {
  readonly shown: bigint
  /** Versions that came since and are not drawn yet. */
  readonly behind: bigint
  catchUp(): void
}

/** Follows the live head while the top of the list is in sight; else holds still, so that no row moves under the eyes. */
export function useFollowedHead(live: bigint, isAtTop: boolean): FollowedHead {
  const [held, setHeld] = useState<bigint>()
  if (isAtTop && held !== undefined) setHeld(undefined)
  if (!isAtTop && held === undefined) setHeld(live)
  const shown = isAtTop ? live : (held ?? live)
  return { shown, behind: live - shown, catchUp: () => setHeld(live) }
}
