/**
 * `npm run torture [-- --minutes M] [--seed S] [--writers N] [--tables N] [--kill-seconds N]`: writers under fire, then the
 * judge. Exits with 1 where a promise is broken; the seed says what to run again.
 */
import { parseArgs } from 'node:util'
import { torture } from '../test/torture/torture.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    writers: { type: 'string', default: '12' },
    tables: { type: 'string', default: '3' },
    'kill-seconds': { type: 'string', default: '10' },
  },
})

const seed = Number(values.seed)
console.log(`seed ${seed}`)
const report = await torture({
  seconds: Number(values.minutes) * 60,
  seed,
  writers: Number(values.writers),
  tables: Number(values.tables),
  killSeconds: Number(values['kill-seconds']),
  onProgress: line => console.log(line),
})
console.log(`${report.versions} versions; writers were told ${JSON.stringify(report.outcomes)}`)
for (const { promise, tableId, message } of report.violations)
  console.error(`${promise} broken in ${tableId}: ${message}`)
for (const line of report.stuck) console.error(`stuck: ${line}`)
const sound = report.violations.length === 0 && report.stuck.length === 0
console.log(sound ? 'every promise was kept' : `run again with --seed ${seed}`)
process.exitCode = sound ? 0 : 1
