import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

export type HostKeyVerdict =
  | { readonly kind: 'known' }
  /** Nobody has said yet whether this is the machine. */
  | { readonly kind: 'unknown' }
  /** Another key of the same type was seen there before, or this one was revoked: somebody may stand between. */
  | { readonly kind: 'changed' }

/** Looks for the key of a machine in files of known hosts, as OpenSSH does; names may be hashed or patterns. */
export function judgeHostKey(files: readonly string[], host: string, port: number, key: Buffer): HostKeyVerdict {
  const names = port === 22 ? [host] : [`[${host}]:${port}`]
  const type = keyTypeOf(key)
  let isChanged = false
  for (const line of files.flatMap(text => text.split('\n'))) {
    const fields = line.trim().split(/\s+/)
    const marker = fields[0]?.startsWith('@') ? fields.shift() : undefined
    const [patterns = '', keyType, encoded = ''] = fields
    // Certificates of an authority are not asked for, so its keys say nothing here.
    if (patterns.startsWith('#') || keyType === undefined || marker === '@cert-authority') continue
    if (!names.some(name => fits(patterns, name))) continue
    const isSame = key.equals(Buffer.from(encoded, 'base64'))
    if (isSame && marker === '@revoked') return { kind: 'changed' }
    if (isSame) return { kind: 'known' }
    if (keyType === type) isChanged = true
  }
  return { kind: isChanged ? 'changed' : 'unknown' }
}

/** As `ssh-keygen -l` prints it. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
}

/** The line that makes a key known. */
export function knownHostLine(host: string, port: number, key: Buffer): string {
  return `${port === 22 ? host : `[${host}]:${port}`} ${keyTypeOf(key)} ${key.toString('base64')}\n`
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
