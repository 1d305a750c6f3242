/**
 * A stand-in for the app in a process of its own, to be killed by tests: imports the log that the arguments name into the
 * database of a URL, as a task of a fixed id, and prints a line for each version that is durable.
 */

import { configOfText } from '../src/main/postgres/config-of-text.ts'
import { openDatabase } from '../src/main/postgres/connection.ts'
import { runImport } from './import.ts'

const [url = '', path = '', taskId = '', batchVersions = '10'] = process.argv.slice(2)
const parsed = configOfText(url)
if (parsed.kind === 'invalid') throw new Error(parsed.message)
const database = await openDatabase(parsed.config)
let durable = -1n
const outcome = await runImport(database, path, {
  taskId,
  plan: { batchVersions: Number(batchVersions), verify: false },
  onProgress: progress => {
    if (progress.durable === null || progress.durable === durable) return
    durable = progress.durable
    console.log(String(durable))
  },
})
console.log(outcome.kind)
await database.close()
