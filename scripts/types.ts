/**
 * Checks every TypeScript project; each sees only what its layer may see (no node in shared, no dom in main). What was found
 * is kept under out/types, so that only what changed, and what depends on it, is checked again.
 */
import { spawnSync } from 'node:child_process'

const PROJECTS = ['src/shared', 'src/main', 'src/preload', 'src/renderer', '.']

let failed = false
for (const project of PROJECTS) {
  const memory = `out/types/${project === '.' ? 'tests' : project.replaceAll('/', '-')}.tsbuildinfo`
  const { status } = spawnSync(
    'tsc',
    ['--project', project, '--pretty', '--incremental', '--tsBuildInfoFile', memory],
    {
      stdio: 'inherit',
      shell: process.platform === 'win32',
    },
  )
  if (status !== 0) failed = true
}
process.exitCode = failed ? 1 : 0
