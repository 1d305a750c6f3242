/**
 * A writer in a process of its own, to be stopped and killed: `node held-writer.ts <url> <draft as JSON> <hold at step>
 * <idle limit> <journal folder>`. Prints `holding` before the step, waits for a line, and prints its outcome's kind.
 */
import { once } from 'node:events'
import { commit } from '../src/main/log/commit.ts'
import { openJournal } from '../src/main/log/journal/commit-journal.ts'
import { configOfText } from '../src/main/postgres/config-of-text.ts'
import { openDatabase } from '../src/main/postgres/connection.ts'

const [url = '', draftText = '', holdAt = '', idleMs = '60000', journalFolder] = process.argv.slice(2)
const parsed = configOfText(url)
if (parsed.kind !== 'ok') throw new Error(parsed.message)
const draft = JSON.parse(draftText, (key, value) => (key.endsWith('Version') ? BigInt(value) : value))
const database = await openDatabase(parsed.config, { applicationName: 'held writer' })
const outcome = await commit(database, draft, {
  limits: { idleMs: Number(idleMs) },
  journal: journalFolder === undefined ? undefined : openJournal(journalFolder, 'held'),
  async onStep(step) {
    if (step !== holdAt) return
    console.log('holding')
    await once(process.stdin, 'data')
  },
})
console.log(outcome.kind)
await database.close()
process.exit()
