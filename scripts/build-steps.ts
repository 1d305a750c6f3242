import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

interface Step {
  readonly name: string
  readonly inputs: readonly string[]
  readonly output: string
  readonly build: () => Promise<void>
}

const SHARED = ['src/shared', 'package.json', 'package-lock.json', 'tsconfig.base.json']

const PAGE: Step = {
  name: 'the page',
  inputs: [...SHARED, 'src/renderer', 'vite.config.ts'],
  output: 'out/renderer/index.html',
  async build() {
    const { build } = await import('vite')
    const [fresh, old] = [`out/renderer.${process.pid}.new`, `out/renderer.${process.pid}.old`]
    await build({ configFile: 'vite.config.ts', logLevel: 'warn', build: { outDir: resolve(fresh) } })
    // Swapped in as a whole: another start that looks meanwhile finds a page that fits together.
    await rename('out/renderer', old).catch(() => {})
    await rename(fresh, 'out/renderer')
    await rm(old, { recursive: true, force: true })
  },
}

const MAIN: Step = {
  name: 'main and preload for Electron',
  inputs: [...SHARED, 'src/main', 'src/preload', 'electron.vite.config.ts'],
  output: 'out/main/electron.js',
  async build() {
    const { build } = await import('electron-vite')
    await build({ configFile: 'electron.vite.config.ts', logLevel: 'error' })
  },
}

/** Builds the page where its sources changed since it was built; says what it does. */
export function ensurePage(): Promise<void> {
  return ensure(PAGE)
}

/** Builds what Electron runs where its sources changed since it was built. */
export function ensureMain(): Promise<void> {
  return ensure(MAIN)
}

/** Builds everything, whatever was built before. */
export async function buildAll(): Promise<void> {
  for (const step of [PAGE, MAIN]) await run(step, await digestOf(step.inputs))
}

async function ensure(step: Step): Promise<void> {
  const digest = await digestOf(step.inputs)
  const built = existsSync(step.output) && (await readFile(stampOf(step), 'utf8').catch(() => '')) === digest
  if (!built) await run(step, digest)
}

async function run(step: Step, digest: string): Promise<void> {
  console.log(`Building ${step.name} ...`)
  await step.build()
  await mkdir(dirname(stampOf(step)), { recursive: true })
  await writeFile(stampOf(step), digest)
}

/** Beside the output's folder, which a build empties. */
function stampOf({ output }: Step): string {
  return `${dirname(output)}.stamp`
}

/** Names, sizes and times of everything that goes into a build. */
async function digestOf(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const path of paths) {
    for (const file of await filesOf(path)) {
      const { size, mtimeMs } = await stat(file)
      hash.update(`${file}\0${size}\0${mtimeMs}\n`)
    }
  }
  return hash.digest('hex')
}

async function filesOf(path: string): Promise<string[]> {
  if ((await stat(path)).isFile()) return [path]
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  return entries
    .filter(entry => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
}
