#!/usr/bin/env node
// Plain JavaScript, so that any Node can read it: the command itself needs one that runs TypeScript.
import { spawn } from 'node:child_process'
import { createRequire, enableCompileCache } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const CLI = new URL('../src/main/cli.ts', import.meta.url)

// Reading hundreds of small modules is most of what a short command does. Where the folder cannot be written, nothing is kept.
enableCompileCache?.(fileURLToPath(new URL('../node_modules/.cache/deltadesk', import.meta.url)))

if (process.features.typescript) await import(CLI.href)
else runOnProjectNode()

function runOnProjectNode() {
  const child = spawn(projectNode(), [fileURLToPath(CLI), ...process.argv.slice(2)], { stdio: 'inherit' })
  // A terminal's Ctrl-C reaches the child by itself; this process waits for its answer.
  process.on('SIGINT', () => {})
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', error => {
    process.stderr.write(`deltadesk needs Node 24: ${error.message}. Run npm ci first.\n`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143)
  })
}

/** The Node that npm ci has put beside this program. */
function projectNode() {
  const executable = process.platform === 'win32' ? 'node.exe' : 'node'
  try {
    return join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin', executable)
  } catch {
    return executable
  }
}
