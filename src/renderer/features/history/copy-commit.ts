import { ACTION_PAGE_MAX, DRAFT_BYTES_MAX } from '../../../shared/limits.ts'
import { client } from '../../api/client.ts'
import { copyText, notify } from '../../app/notice.tsx'

/** Copies the actions of a version as they stand in its log file; says so where they are too many for that. */
export async function copyCommit(tableId: string, version: bigint): Promise<void> {
  const lines: string[] = []
  let characters = 0
  try {
    for (let after: number | null = -1; after !== null; ) {
      const page = await client.versions.actions({ tableId, version, after, limit: ACTION_PAGE_MAX })
      for (const { line } of page.actions) {
        lines.push(line)
        characters += line.length + 1
      }
      if (characters > DRAFT_BYTES_MAX) return notify(`v${version} is too large for the clipboard`)
      after = page.next
    }
  } catch {
    return notify(`The actions of v${version} could not be read`)
  }
  await copyText(lines.map(line => `${line}\n`).join(''), `the ${lines.length} actions of v${version}`)
}
