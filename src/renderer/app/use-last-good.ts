import { useState } from 'react'

/** What was read last of one thing, for as long as nothing newer of it can be read. */
export function useLastGood<T>(of: string, read: T | undefined): T | undefined {
  const [kept, keep] = useState({ of, read })
  if (read !== undefined && (kept.read !== read || kept.of !== of)) keep({ of, read })
  return read ?? (kept.of === of ? kept.read : undefined)
}
