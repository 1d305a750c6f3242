/** Checks every TypeScript project; each sees only what its layer may see (no node in shared, no dom in main). */
import { spawnSync } from 'node:child_process'

const PROJECTS = ['src/shared', 'src/main', 'src/preload', 'src/renderer', '.']

let failed = false
for (const project of PROJECTS) {
  const { status } = spawnSync('tsc', ['--project', project, '--pretty'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (status !== 0) failed = true
}
process.exitCode = failed ? 1 : 0
