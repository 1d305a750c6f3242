/** Builds the page and what Electron runs, for packaging. */
import { buildAll } from './build-steps.ts'

process.chdir(`${import.meta.dirname}/..`)
await buildAll()
