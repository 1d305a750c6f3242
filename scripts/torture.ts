/**
 * `npm run torture [-- --minutes M] [--commits N] [--seed S] [--writers N] [--tables N] [--kill-seconds N] [--fault-ms N]`:
 * writers under fire, then the judge. With `--commits` rounds of M minutes follow each other, each with a server and a seed
 * of its own, until so many versions were made. Exits with 1 where a promise is broken; the seed says what to run again.
 */
import { parseArgs } from 'node:util'
import { type TortureReport, torture } from '../test/torture/torture.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    commits: { type: 'string', default: '0' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    writers: { type: 'string', default: '12' },
    tables: { type: 'string', default: '3' },
    'kill-seconds': { type: 'string', default: '10' },
    'fault-ms': { type: 'string', default: '200' },
  },
})

let [versions, kills, faults] = [0, 0, 0]
let sound = true
for (let seed = Number(values.seed), round = 1; ; seed++, round++) {
  console.log(`seed ${seed}`)
  const report = await torture({
    seconds: Number(values.minutes) * 60,
    seed,
    writers: Number(values.writers),
    tables: Number(values.tables),
    killSeconds: Number(values['kill-seconds']),
    faultMs: Number(values['fault-ms']),
    onProgress: line => console.log(line),
  })
  versions += report.versions
  kills += report.kills
  faults += report.faults
  sound = isSound(report)
  if (!sound || versions >= Number(values.commits)) {
    console.log(`${round} rounds, ${versions} versions, ${kills} kills, ${faults} faults`)
    break
  }
}
console.log(sound ? 'every promise was kept' : 'a promise was broken')
process.exitCode = sound ? 0 : 1

function isSound({ seed, versions, outcomes, violations, stuck }: TortureReport): boolean {
  console.log(`${versions} versions; writers were told ${JSON.stringify(outcomes)}`)
  for (const { promise, tableId, message } of violations) console.error(`${promise} broken in ${tableId}: ${message}`)
  for (const line of stuck) console.error(`stuck: ${line}`)
  const isClean = violations.length === 0 && stuck.length === 0
  if (!isClean) console.error(`run again with --seed ${seed}`)
  return isClean
}
