/** A program that runs a simulation until it is ended: `node begun-run.ts <url> <data folder> <scenario's text>`. */
import { configOfText } from '../src/main/postgres/config-of-text.ts'
import { openDatabase } from '../src/main/postgres/connection.ts'
import { SimulationRuns } from '../src/main/simulation/simulation-runs.ts'
import { parseScenario } from '../src/shared/scenario/parse-scenario.ts'

const [url = '', folder = '', text = ''] = process.argv.slice(2)
const parsed = configOfText(url)
if (parsed.kind !== 'ok') throw new Error(parsed.message)
const read = parseScenario(text)
if (read.kind === 'invalid') throw new Error(read.issues[0]?.message)
const { scenario } = read
const database = await openDatabase(parsed.config, { applicationName: 'begun run' })
const policy = { isProduction: false, isReadOnly: false, restartServer: undefined }
const runs = await SimulationRuns.open({ database, folder, policy, onProblem: console.error })
const answer = await runs.start({ scenario, mode: scenario.run, realTable: null })
console.log(answer.kind === 'started' ? answer.runId : answer.reason)
