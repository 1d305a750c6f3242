/**
 * Makes the package of the browser host and the command, as npm installs it: plain JavaScript beside the built page, with
 * the libraries that run and no others. Prints the path of the tarball. `--to FOLDER` says where it goes (default: release).
 */
import { execFileSync } from 'node:child_process'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ensurePage } from './build-steps.ts'

process.chdir(`${import.meta.dirname}/..`)

const { values } = parseArgs({ options: { to: { type: 'string', default: 'release' } } })
const target = resolve(values.to)
const staging = join(target, 'package')

await ensurePage()
await rm(staging, { recursive: true, force: true })
for (const layer of ['main', 'shared']) await writeLayer(join('src', layer))
await cp('src/main/postgres/migrations', join(staging, 'src/main/postgres/migrations'), { recursive: true })
await cp('out/renderer', join(staging, 'out/renderer'), { recursive: true, filter: path => !path.endsWith('.map') })
for (const file of ['LICENSE', 'README.md', 'CHANGELOG.md']) await cp(file, join(staging, file))
await writeFile(join(staging, 'package.json'), `${JSON.stringify(await manifest(), undefined, 2)}\n`)
await mkdir(join(staging, 'bin'), { recursive: true })
await writeFile(join(staging, 'bin/deltadesk.js'), "#!/usr/bin/env node\nimport '../src/main/cli.js'\n", {
  mode: 0o755,
})
await writeFile(join(staging, 'bin/deltadesk-loopback.js'), "#!/usr/bin/env node\nimport '../src/main/headless.js'\n", {
  mode: 0o755,
})
const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', target], {
  cwd: staging,
  encoding: 'utf8',
  shell: process.platform === 'win32',
})
await rm(staging, { recursive: true })
console.log(join(target, nameOfTarball(JSON.parse(packed))))

/** Node strips types of a project's own files and of none that are installed; so it is done here. */
async function writeLayer(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile() || !path.endsWith('.ts') || path.endsWith('.test.ts') || isOfElectron(path)) continue
    const output = join(staging, path.replace(/\.ts$/, '.js'))
    await mkdir(dirname(output), { recursive: true })
    const plain = stripTypeScriptTypes(await readFile(path, 'utf8'))
    await writeFile(output, plain.replace(/((?:from|import)\s*\(?\s*'\.{1,2}\/[^'\n]*)\.ts'/g, "$1.js'"))
  }
}

function isOfElectron(path: string): boolean {
  return (
    path === join('src', 'main', 'electron.ts') ||
    !relative(join('src', 'main', 'host', 'electron'), path).startsWith('..')
  )
}

/** What npm needs to know: what runs, and where it begins. */
async function manifest(): Promise<object> {
  const { name, version, description, license, dependencies } = JSON.parse(await readFile('package.json', 'utf8'))
  const bin = { deltadesk: 'bin/deltadesk.js', 'deltadesk-loopback': 'bin/deltadesk-loopback.js' }
  return { name, version, description, license, type: 'module', engines: { node: '>=24' }, bin, dependencies }
}

function nameOfTarball(answer: unknown): string {
  const [first]: unknown[] = Array.isArray(answer) ? answer : Object.values(Object(answer))
  const { filename } = Object(first)
  if (typeof filename !== 'string') throw new Error('npm pack named no file')
  return filename
}
