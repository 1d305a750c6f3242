import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

interface Step {
  readonly key: string
  readonly name: string
  readonly inputs: readonly string[]
  readonly output: string
  readonly build: () => Promise<void>
}

const SHARED = ['src/shared', 'package.json', 'package-lock.json', 'tsconfig.base.json']

const PAGE: Step = {
  key: 'page',
  name: 'the page',
  inputs: [...SHARED, 'src/renderer', 'vite.config.ts'],
  output: 'out/renderer/index.html',
  async build() {
    const bundler = await import('vite')
    const [fresh, old] = [`out/renderer.${process.pid}.new`, `out/renderer.${process.pid}.old`]
    await bundler.build({ configFile: 'vite.config.ts', logLevel: 'warn', build: { outDir: resolve(fresh) } })
    // Swapped in as a whole: another start that looks meanwhile finds a page that fits together.
    await rename('out/renderer', old).catch(() => {})
    await rename(fresh, 'out/renderer')
    await rm(old, { recursive: true, force: true })
  },
}

const MAIN: Step = {
  key: 'main',
  name: 'main and preload for Electron',
  inputs: [...SHARED, 'src/main', 'src/preload', 'electron.vite.config.ts'],
  output: 'out/main/electron.js',
  async build() {
    const bundler = await import('electron-vite')
    await bundler.build({ configFile: 'electron.vite.config.ts', logLevel: 'error' })
  },
}

const STEPS = [PAGE, MAIN]

/** Builds the page where its sources changed since it was built; says what it does. */
export function ensurePage(): Promise<void> {
  return ensure(PAGE)
}

/** Builds what Electron runs where its sources changed since it was built. */
export function ensureMain(): Promise<void> {
  return ensure(MAIN)
}

/** Builds the steps of these names, or everything, whatever was built before. */
export async function build(names: readonly string[]): Promise<void> {
  const steps = names.length === 0 ? STEPS : STEPS.filter(({ key }) => names.includes(key))
  for (const step of steps) await run(step, await digestOf(step.inputs))
}

/** In a process of its own: a bundler leaves hundreds of megabytes behind, which a running app has no use for. */
async function ensure(step: Step): Promise<void> {
  const digest = await digestOf(step.inputs)
  const isBuilt = existsSync(step.output) && (await readFile(stampOf(step), 'utf8').catch(() => '')) === digest
  if (isBuilt) return
  const { status } = spawnSync(process.execPath, ['scripts/build.ts', step.key], { stdio: 'inherit' })
  if (status !== 0) throw new Error(`Building ${step.name} failed`)
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
