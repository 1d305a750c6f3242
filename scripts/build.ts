/** Builds what is packaged: the page, and main and preload for Electron. `page` or `main` asks for one of them. */
import { build } from './build-steps.ts'

process.chdir(`${import.meta.dirname}/..`)
await build(process.argv.slice(2))
