/**
 * `npm test [-- --ci] [-- stage ...]`: runs everything that must pass and ends with one line of totals. With `--ci` also what
 * takes longer or wants more of the machine, in a bounded form: faults, torture, an S3 server, programs of others. What
 * cannot run on this machine is named with its reason and counted as skipped; it never passes silently.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { findChromium } from './chromium.ts'
import { failuresOfPlaywright, failuresOfVitest } from './told-failures.ts'

const REPORTS = join('out', 'test-reports')
/** The stages start the program a hundred times; what one of them has compiled serves the others. */
process.env.NODE_COMPILE_CACHE ??= resolve('out', 'compile-cache')

interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

interface Stage {
  readonly name: string
  readonly run: () => Counts
}

const PASSED: Counts = { passed: 1, failed: 0, skipped: 0 }
const FAILED: Counts = { passed: 0, failed: 1, skipped: 0 }
const LEFT_OUT: Counts = { passed: 0, failed: 0, skipped: 1 }

const FAULTS_MS_MAX = 480_000
const TORTURE_MINUTES = '0.5'
const S3_MS_MAX = 420_000
const SERVERS_MS_MAX = 360_000
const READERS_MS_MAX = 300_000
/** What needs programs that are built or installed first is left out where all before has taken longer. */
const STRANGERS_BEGIN_MS_MAX = 840_000
const beganMs = performance.now()

const notes: string[] = []
/** Told again at the end, since what a stage printed may be far above it, or cut off. */
const failures: string[] = []

const STAGES: readonly Stage[] = [
  { name: 'types', run: () => command('node', ['scripts/types.ts']) },
  { name: 'lint', run: () => command('biome', ['check', '--error-on-warnings', '.']) },
  { name: 'unused', run: () => command('knip', []) },
  { name: 'unit', run: () => vitest('unit') },
  { name: 'postgres', run: () => vitest('postgres') },
  { name: 'conformance', run: conformance },
  { name: 'end to end', run: endToEnd },
]

const CI_STAGES: readonly Stage[] = [
  { name: 'faults', run: () => vitest('faults', { env: { DELTADESK_BOUNDED: '1' }, timeoutMs: FAULTS_MS_MAX }) },
  { name: 'torture', run: () => command('node', ['scripts/torture.ts', '--minutes', TORTURE_MINUTES]) },
  { name: 'servers', run: servers },
  { name: 's3', run: s3 },
  { name: 'readers', run: readers },
]

function command(program: string, args: readonly string[]): Counts {
  const { status, error } = spawnSync(program, args, { stdio: 'inherit', shell: process.platform === 'win32' })
  if (error) notes.push(`${program}: ${error.message}`)
  return status === 0 ? PASSED : FAILED
}

interface Bounds {
  readonly env?: Readonly<Record<string, string>>
  readonly timeoutMs?: number
}

function vitest(project: string, { env = {}, timeoutMs }: Bounds = {}): Counts {
  const report = join(REPORTS, `${project}.json`)
  const { status } = spawnSync('vitest', ['run', '--project', project, ...reporters(report)], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, ...env },
    timeout: timeoutMs,
  })
  return counted(report, status, ofVitest)
}

function reporters(report: string): string[] {
  return ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
}

function ofVitest(json: unknown): Counts {
  failures.push(...failuresOfVitest(json))
  return {
    passed: numberAt(json, 'numPassedTests'),
    failed: numberAt(json, 'numFailedTests'),
    skipped: numberAt(json, 'numPendingTests') + numberAt(json, 'numTodoTests'),
  }
}

function conformance(): Counts {
  const folder = process.env.DELTADESK_CONFORMANCE_DIR ?? join('..', 'shared', 'delta')
  if (!existsSync(folder)) {
    notes.push(`conformance: not run, ${folder} is not there (DELTADESK_CONFORMANCE_DIR names another folder)`)
    return LEFT_OUT
  }
  return vitest('conformance')
}

function endToEnd(): Counts {
  const chromium = findChromium()
  if (chromium.kind === 'missing') {
    notes.push(`end to end: not run, ${chromium.reason}`)
    return LEFT_OUT
  }
  const report = join(REPORTS, 'e2e.json')
  const { status } = spawnSync('playwright', ['test', '--reporter=list,json'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, CHROMIUM_PATH: chromium.path, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
  })
  return counted(report, status, json => {
    failures.push(...failuresOfPlaywright(json))
    const stats = Object(json).stats
    return {
      passed: numberAt(stats, 'expected') + numberAt(stats, 'flaky'),
      failed: numberAt(stats, 'unexpected'),
      skipped: numberAt(stats, 'skipped'),
    }
  })
}

function isLate(stage: string): boolean {
  const isOver = performance.now() - beganMs > STRANGERS_BEGIN_MS_MAX
  if (isOver)
    notes.push(`${stage}: not run, the stages before took more than ${STRANGERS_BEGIN_MS_MAX / 60_000} minutes`)
  return isOver
}

/** Each PostgreSQL is one line that begins with its verdict. */
function servers(): Counts {
  if (isLate('servers')) return LEFT_OUT
  const { status, stdout } = spawnSync('node', ['scripts/servers.ts'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    timeout: SERVERS_MS_MAX,
  })
  process.stdout.write(stdout)
  const count = (verdict: RegExp) => stdout.split('\n').filter(line => verdict.test(line)).length
  const counts = { passed: count(/^works /), failed: count(/^FAILED /), skipped: count(/^skipped PostgreSQL /) }
  if (status === null) notes.push('servers: not all of them were tried in time')
  else if (status !== 0 && counts.failed === 0) return { ...counts, failed: 1 }
  return status === null ? { ...counts, skipped: counts.skipped + 1 } : counts
}

/** A server that cannot be built in time, or at all, is no failure of ours. */
function s3(): Counts {
  if (isLate('s3')) return LEFT_OUT
  const report = join(REPORTS, 's3.json')
  const args = ['scripts/s3.ts', ...reporters(report)]
  const env = { ...process.env, DELTADESK_BOUNDED: '1' }
  const { status } = spawnSync('node', args, { stdio: 'inherit', timeout: S3_MS_MAX, env })
  if (existsSync(report) || (status !== 0 && status !== null)) return counted(report, status, ofVitest)
  notes.push(`s3: not run, ${status === null ? 'no server was built in time' : 'for the reason printed above'}`)
  return LEFT_OUT
}

/** Each comparison is one line that begins with its verdict. */
function readers(): Counts {
  if (isLate('readers')) return LEFT_OUT
  const { status, stdout } = spawnSync('node', ['scripts/readers.ts', '--bounded'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    timeout: READERS_MS_MAX,
  })
  process.stdout.write(stdout)
  const lines = stdout.split('\n')
  const count = (verdict: RegExp) => lines.filter(line => verdict.test(line)).length
  const counts = {
    passed: count(/^(same|refused) /),
    failed: count(/^differs /),
    skipped: count(/^skipped [^ ]+ .*: /),
  }
  if (status === null) notes.push('readers: the programs of others were not installed in time')
  else if (status !== 0 && counts.failed === 0) return { ...counts, failed: 1 }
  return status === null ? { ...counts, skipped: counts.skipped + 1 } : counts
}

/** A runner that fails without a failed test (a crash, a file that does not load) counts as one failure. */
function counted(report: string, status: number | null, read: (json: unknown) => Counts): Counts {
  if (!existsSync(report)) return FAILED
  const counts = read(JSON.parse(readFileSync(report, 'utf8')))
  return status !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
}

function numberAt(json: unknown, key: string): number {
  const value: unknown = Object(json)[key]
  return typeof value === 'number' ? value : 0
}

rmSync(REPORTS, { recursive: true, force: true })
mkdirSync(REPORTS, { recursive: true })
const options = process.argv.slice(2)
// A machine that is shared may stall a test: what fails is tried once more, and its first failure is told all the same.
if (options.includes('--ci')) process.env.DELTADESK_TRIES ??= '2'
const only = options.filter(option => option !== '--ci')
const wanted = only.length > 0 || options.includes('--ci') ? [...STAGES, ...CI_STAGES] : STAGES
let total: Counts = { passed: 0, failed: 0, skipped: 0 }
const table: string[] = []
for (const stage of wanted) {
  if (only.length > 0 && !only.includes(stage.name)) continue
  process.stdout.write(`\n▶ ${stage.name}\n`)
  const startedMs = performance.now()
  const counts = stage.run()
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(0)
  table.push(
    `${stage.name.padEnd(12)} ${String(counts.passed).padStart(6)} passed ${String(counts.failed).padStart(4)} failed ${String(counts.skipped).padStart(4)} skipped ${seconds.padStart(5)} s`,
  )
  total = {
    passed: total.passed + counts.passed,
    failed: total.failed + counts.failed,
    skipped: total.skipped + counts.skipped,
  }
}
process.stdout.write(`\n${table.join('\n')}\n`)
for (const failure of failures) process.stdout.write(`failure: ${failure}\n`)
for (const note of notes) process.stdout.write(`note: ${note}\n`)
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : ''
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed${skipped}\n`)
process.exitCode = total.failed > 0 ? 1 : 0
