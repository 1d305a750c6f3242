/**
 * A stand-in for the app in a process of its own, to be killed by tests: imports the log that the arguments name into the
 * database of a URL, as a task of a fixed id. Kills itself before the batch that the last argument numbers, if it does.
 */

import { configOfText } from '../src/main/postgres/config-of-text.ts'
import { openDatabase } from '../src/main/postgres/connection.ts'
import { runImport } from './import.ts'

const [url = '', path = '', taskId = '', batchVersions = '10', killedBefore = '0'] = process.argv.slice(2)
const parsed = configOfText(url)
if (parsed.kind !== 'ok') throw new Error(parsed.message)
const database = await openDatabase(parsed.config)
const outcome = await runImport(database, path, {
  taskId,
  plan: { batchVersions: Number(batchVersions), verify: false },
  beforeBatch: batch => {
    if (batch === Number(killedBefore)) process.kill(process.pid, 'SIGKILL')
  },
})
console.log(outcome.kind)
await database.close()
