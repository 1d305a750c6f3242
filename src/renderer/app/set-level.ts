import type { Level } from '../../shared/connection/safety.ts'
import type { ConnectionSummary } from '../../shared/contract/connections.ts'
import { client } from '../api/client.ts'
import { readFailure } from '../api/failure.ts'
import { notify } from './notice.tsx'
import { LEVEL_NAMES } from './safety-words.ts'

/** Asks for another level and says what came of it; the answer is the reason of a refusal. */
export async function setLevel(
  { profile }: ConnectionSummary,
  level: Level,
  typed: string,
): Promise<string | undefined> {
  try {
    const answer = await client.connections.setLevel({ id: profile.id, level, typed })
    if (answer.kind === 'refused') return refused(answer.why)
    notify(`${profile.name} is now ${LEVEL_NAMES[level].toLowerCase()}`)
    return undefined
  } catch (error) {
    return refused(readFailure(error).detail)
  }
}

function refused(why: string): string {
  notify(why)
  return why
}
