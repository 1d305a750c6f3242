/**
 * `npm run test:faults [-- --bounded] [-- vitest arguments]`: real faults of connections, servers, disks and processes.
 * `--bounded` looks at every fault at fewer of its moments, for the time of a CI run.
 */
import { spawnSync } from 'node:child_process'

const args = process.argv.slice(2)
const isBounded = args.includes('--bounded')
const { status } = spawnSync('vitest', ['run', '--project', 'faults', ...args.filter(arg => arg !== '--bounded')], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
  env: { ...process.env, ...(isBounded && { DELTADESK_BOUNDED: '1' }) },
})
process.exitCode = status ?? 1
