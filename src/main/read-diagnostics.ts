import { open } from 'node:fs/promises'
import { arch, platform, release } from 'node:os'
import manifest from '../../package.json' with { type: 'json' }
import type { DiagnosticPart } from '../shared/contract/diagnostic-contract.ts'
import type { Program } from './program.ts'

const LOG_BYTES_MAX = 256 * 1024

/**
 * What somebody who helps needs to know, for its user to read before it leaves: nothing of tables or data files, and no
 * secret that this program knows or that looks like one.
 */
export async function readDiagnostics(program: Program): Promise<DiagnosticPart[]> {
  const { connections, folders, vault } = await program.connections.state()
  const parts = [
    { name: 'Program', text: aboutProgram(program) },
    { name: 'Passwords', text: `${vault.kind}: ${vault.note}` },
    { name: 'Connections', text: connections.map(connection => json(connection)).join('\n') },
    { name: 'Folders', text: folders.map(json).join('\n') },
    { name: 'End of the log', text: await endOf(program.logFile) },
  ]
  return parts.map(({ name, text }) => ({ name, text: program.redactor.redact(text) }))
}

function aboutProgram({ host, folder, lockedBy }: Program): string {
  const facts = {
    Deltadesk: manifest.version,
    host,
    'data folder': folder,
    locked: lockedBy ?? 'no',
    node: process.version,
    system: `${platform()} ${release()} ${arch()}`,
    memory: `${Math.round(process.memoryUsage.rss() / 2 ** 20)} MB`,
    running: `${Math.round(process.uptime())} s`,
  }
  return Object.entries(facts)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')
}

function json(value: object): string {
  return JSON.stringify(value)
}

/** Whole lines alone. */
async function endOf(path: string): Promise<string> {
  await using file = await open(path).catch(() => undefined)
  if (file === undefined) return 'There is no log yet.'
  const { size } = await file.stat()
  const start = Math.max(0, size - LOG_BYTES_MAX)
  const bytes = Buffer.alloc(size - start)
  await file.read(bytes, 0, bytes.length, start)
  const text = bytes.toString('utf8')
  return start === 0 ? text : text.slice(text.indexOf('\n') + 1)
}
