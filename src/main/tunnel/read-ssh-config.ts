import { glob, readFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { TunnelFailure } from '../postgres/tunnel-failure.ts'

const SYSTEM_FILE = '/etc/ssh/ssh_config'
const DEPTH_MAX = 8
const INCLUDE = /^\s*Include(?:\s+|\s*=\s*)(.+)$/i

/** The text of the user's configuration of ssh and of the machine's behind it, with what they include. Throws a TunnelFailure. */
export async function readSshConfig(home: string): Promise<string> {
  const own = await included(join(home, '.ssh', 'config'), home, join(home, '.ssh'), 0)
  // The machine's own begins outside of the sections of the user's.
  return `${own}\nHost *\n${await included(SYSTEM_FILE, home, '/etc/ssh', 0)}`
}

/** The text of a file; empty where there is none. Throws a TunnelFailure. */
export async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ENOTDIR') return ''
    throw new TunnelFailure(`${path} cannot be read (${String(code)}).`)
  }
}

async function included(path: string, home: string, folder: string, depth: number): Promise<string> {
  if (depth > DEPTH_MAX) throw new TunnelFailure(`${path} includes itself.`)
  const lines: string[] = []
  for (const line of (await textOf(path)).split(/\r?\n/)) {
    const patterns = INCLUDE.exec(line)?.[1]
    if (patterns === undefined) lines.push(line)
    else
      for (const file of await filesOf(patterns, home, folder))
        lines.push(await included(file, home, folder, depth + 1))
  }
  return lines.join('\n')
}

async function filesOf(patterns: string, home: string, folder: string): Promise<string[]> {
  const files: string[] = []
  for (const pattern of patterns.trim().split(/\s+/)) {
    const expanded = pattern.replaceAll('"', '').replace(/^~(?=\/)/, home)
    const found: string[] = []
    for await (const file of glob(isAbsolute(expanded) ? expanded : join(folder, expanded))) found.push(file)
    files.push(...found.sort())
  }
  return files
}
