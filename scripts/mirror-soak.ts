/**
 * `npm run mirror-soak [-- --minutes M] [--failing P] [--pause MS] [--seed S]`: commits to mirrored tables, each at most MS
 * after its last commit, while P percent of all calls of their stores fail, before or after their work. Exits with 1 unless everything ends published and verified.
 */
import { parseArgs } from 'node:util'
import { mirrorSoak } from '../test/mirror-soak.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    failing: { type: 'string', default: '30' },
    pause: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
  },
})

console.log(`seed ${values.seed}`)
const report = await mirrorSoak({
  seconds: Number(values.minutes) * 60,
  failingPercent: Number(values.failing),
  pauseMsMax: Number(values.pause),
  seed: Number(values.seed),
})
console.log(
  `${report.versions} versions of ${report.tables} tables, ${report.calls} calls of which ${report.failed} failed`,
)
for (const violation of report.violations) console.error(violation)
process.exitCode = report.violations.length === 0 ? 0 : 1
