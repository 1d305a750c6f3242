import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { ServerHostKeyAlgorithm } from 'ssh2'

export type HostKeyVerdict =
  | { readonly kind: 'known' }
  /** Nobody has said yet whether this is the machine. */
  | { readonly kind: 'unknown' }
  /** Another key of the same type was seen there before, or this one was revoked: somebody may stand between. */
  | { readonly kind: 'changed' }

/**
 * Looks for the key of a machine in files of known hosts, as OpenSSH does; names there may be hashed or patterns, and `name`
 * is as `knownHostName` has it.
 */
export function judgeHostKey(files: readonly string[], name: string, key: Buffer): HostKeyVerdict {
  const type = keyTypeOf(key)
  const lines = linesOf(files, name)
  const same = lines.filter(({ encoded }) => key.equals(Buffer.from(encoded, 'base64')))
  if (same.some(({ marker }) => marker === '@revoked')) return { kind: 'changed' }
  if (same.length > 0) return { kind: 'known' }
  const isChanged = lines.some(({ keyType }) => keyType === type)
  return { kind: isChanged ? 'changed' : 'unknown' }
}

/**
 * The algorithms of the keys that are known of a machine. They are asked for first: who stands between must not get by with
 * a key of another kind, which would look like a new one.
 */
export function knownKeyAlgorithms(files: readonly string[], name: string): ServerHostKeyAlgorithm[] {
  const types = linesOf(files, name).flatMap(({ marker, keyType }) => (marker === undefined ? [keyType] : []))
  return [...new Set(types)].flatMap(type => ALGORITHMS[type] ?? [])
}

const ALGORITHMS: Readonly<Record<string, readonly ServerHostKeyAlgorithm[] | undefined>> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256'],
}

/** What known_hosts calls a machine. */
export function knownHostName(host: string, port: number): string {
  return port === 22 ? host : `[${host}]:${port}`
}

function linesOf(files: readonly string[], name: string) {
  return files
    .flatMap(text => text.split('\n'))
    .flatMap(line => {
      const fields = line.trim().split(/\s+/)
      const marker = fields[0]?.startsWith('@') ? fields.shift() : undefined
      const [patterns = '', keyType, encoded = ''] = fields
      // Certificates of an authority are not asked for, so its keys say nothing here.
      if (patterns.startsWith('#') || keyType === undefined || marker === '@cert-authority') return []
      return fits(patterns, name) ? [{ marker, keyType, encoded }] : []
    })
}

/** As `ssh-keygen -l` prints it. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
}

/** The line that makes a key known. */
export function knownHostLine(name: string, key: Buffer): string {
  return `${name} ${keyTypeOf(key)} ${key.toString('base64')}\n`
}

/** The first string of a key is the name of its type (RFC 4253, 6.6). */
export function keyTypeOf(key: Buffer): string {
  const length = key.length >= 4 ? key.readUInt32BE(0) : 0
  return key.subarray(4, 4 + length).toString('latin1')
}

function fits(patterns: string, name: string): boolean {
  if (patterns.startsWith('|1|')) return fitsHashed(patterns, name)
  const list = patterns.split(',')
  if (list.some(pattern => pattern.startsWith('!') && fitsPattern(pattern.slice(1), name))) return false
  return list.some(pattern => fitsPattern(pattern, name))
}

function fitsPattern(pattern: string, name: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 'i').test(name)
}

function fitsHashed(entry: string, name: string): boolean {
  const [, , salt = '', hash = ''] = entry.split('|')
  const wanted = Buffer.from(hash, 'base64')
  const found = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest()
  return wanted.length === found.length && timingSafeEqual(wanted, found)
}
