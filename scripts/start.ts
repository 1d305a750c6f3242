/**
 * Starts the app: in Electron, or, where there is no Electron or no display, in an ordinary browser. Builds what changed.
 * `--loopback` or any option of the loopback host (`--help` lists them) asks for the browser outright.
 */
import { spawn } from 'node:child_process'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { hasScreen } from '../src/main/host/loopback/show-in-browser.ts'
import { ensureMain, ensurePage } from './build-steps.ts'
import { findElectron } from './find-electron.ts'

process.chdir(`${import.meta.dirname}/..`)
enableCompileCache(join('out', 'compile-cache'))
const wantsLoopback = process.argv.length > 2
const args = process.argv.slice(2).filter(argument => argument !== '--loopback')

/** A window that ends this soon with an error was never seen. */
const NEVER_SHOWN_MS = 5_000

await ensurePage()
const electron = wantsLoopback ? undefined : findElectron()
if (electron?.kind === 'missing')
  console.log(`Electron cannot be used: ${electron.reason}. An ordinary browser shows the app.`)
if (electron?.kind === 'found') process.exitCode = await runElectron(electron.path)
else await runLoopback()

async function runElectron(path: string): Promise<number> {
  await ensureMain()
  const started = performance.now()
  const child = spawn(path, ['.'], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  const exitCode = await new Promise<number>(resolve => {
    child.once('error', () => resolve(127))
    child.once('exit', (code, signal) => resolve(code ?? (signal ? 128 : 0)))
  })
  if (exitCode === 0 || performance.now() - started > NEVER_SHOWN_MS) return exitCode
  console.log(`Electron ended at once with exit code ${exitCode}. An ordinary browser shows the app.`)
  await runLoopback()
  return 0
}

async function runLoopback(): Promise<void> {
  const { runHeadless } = await import('../src/main/run-headless.ts')
  process.exitCode = await runHeadless(hasScreen() && !args.includes('--open') ? [...args, '--open'] : args)
}
