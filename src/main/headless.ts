import { runHeadless } from './run-headless.ts'

process.exitCode = await runHeadless(process.argv.slice(2))
