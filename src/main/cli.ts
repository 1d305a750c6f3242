import { runCommandLine } from './cli/run-command-line.ts'
import { keepEnvironmentOutOfReports } from './postgres/child-environment.ts'

keepEnvironmentOutOfReports()

const interruption = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => interruption.abort())

// Whoever reads only the first lines, as head does, has seen enough.
process.stdout.on('error', error => {
  if ('code' in error && error.code === 'EPIPE') process.exitCode = 0
  else throw error
})

process.exitCode = await runCommandLine(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  environment: process.env,
  signal: interruption.signal,
})
