import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ConnectionOptions } from 'node:tls'

export type ReadCertificates =
  | { readonly kind: 'ok'; readonly options: Pick<ConnectionOptions, 'ca' | 'cert' | 'key' | 'passphrase'> }
  /** One sentence that names the parameter and what its file lacks. */
  | { readonly kind: 'invalid'; readonly message: string }
  /** The key is encrypted, and its passphrase is not known or another one. */
  | { readonly kind: 'passphrase-needed'; readonly message: string }

type Parameter = 'sslrootcert' | 'sslcert' | 'sslkey'

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g
const ENCRYPTED_KEY = /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m
/** The word for the certificates that the system trusts, which is what node does by itself. */
const OF_THE_SYSTEM = 'system'

/**
 * The parameters with the files that libpq takes where none are named: the authority of `~/.postgresql/root.crt` for a mode
 * that asks who answers, and the certificate and key beside it.
 */
export function withUsualFiles(parameters: ReadonlyMap<string, string>, isVerified: boolean, home: string) {
  const completed = new Map(parameters)
  const place = (name: string) => join(home, '.postgresql', name)
  const take = (files: Readonly<Partial<Record<Parameter, string>>>) => {
    const entries = Object.entries(files)
    if (!entries.every(([name, path]) => !parameters.has(name) && existsSync(path))) return
    for (const [name, path] of entries) completed.set(name, path)
  }
  if (isVerified) take({ sslrootcert: place('root.crt') })
  take({ sslcert: place('postgresql.crt'), sslkey: place('postgresql.key') })
  return completed
}

/**
 * Reads the files of `sslrootcert`, `sslcert` and `sslkey`, the key by `sslpassword`, and finds out before anything is
 * sent whether they are certificates at all and whether the key is the one of the certificate.
 */
export function readCertificates(parameters: ReadonlyMap<string, string>): ReadCertificates {
  const read = (parameter: Parameter) => {
    const path = parameters.get(parameter)
    return path === undefined || (parameter === 'sslrootcert' && path === OF_THE_SYSTEM) ? undefined : readText(path)
  }
  try {
    const ca = named('sslrootcert', () => read('sslrootcert'))
    const cert = named('sslcert', () => read('sslcert'))
    const key = named('sslkey', () => read('sslkey'))
    if (ca !== undefined) named('sslrootcert', () => certificatesOf(ca))
    if (cert === undefined && key === undefined) return { kind: 'ok', options: ca === undefined ? {} : { ca } }
    if (cert === undefined || key === undefined) {
      const [one, other] = cert === undefined ? ['sslkey', 'sslcert'] : ['sslcert', 'sslkey']
      throw new FileProblem(`There is ${one} without ${other}; a certificate and its key go together.`)
    }
    const passphrase = parameters.get('sslpassword')
    const opened = named('sslkey', () => openKey(key, passphrase))
    if (opened === undefined) return { kind: 'passphrase-needed', message: passphraseSentence(passphrase) }
    const [own] = named('sslcert', () => certificatesOf(cert))
    if (!own?.checkPrivateKey(opened)) {
      throw new FileProblem('The key of sslkey is not the key of the certificate of sslcert.')
    }
    return { kind: 'ok', options: { ...(ca && { ca }), cert, key, ...(passphrase !== undefined && { passphrase }) } }
  } catch (error) {
    if (error instanceof FileProblem) return { kind: 'invalid', message: error.message }
    throw error
  }
}

class FileProblem extends Error {}

/** What is wrong with a file is told with the parameter that names it; its content never is. */
function named<T>(parameter: Parameter, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const reason = error instanceof FileProblem ? error.message : 'cannot be read as PEM'
    throw new FileProblem(`The file of ${parameter} ${reason}.`)
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no reason given'
    throw new FileProblem(`cannot be read (${code})`)
  }
}

function certificatesOf(text: string): X509Certificate[] {
  const found = text.match(CERTIFICATE) ?? []
  if (found.length === 0) throw new FileProblem('holds no certificate in PEM form')
  return found.map(each => new X509Certificate(each))
}

/** Undefined where a passphrase is missing or wrong. */
function openKey(text: string, passphrase: string | undefined): KeyObject | undefined {
  if (!text.includes('PRIVATE KEY-----')) throw new FileProblem('holds no private key in PEM form')
  try {
    return createPrivateKey({ key: text, ...(passphrase !== undefined && { passphrase }) })
  } catch (error) {
    if (ENCRYPTED_KEY.test(text)) return undefined
    throw error
  }
}

function passphraseSentence(passphrase: string | undefined): string {
  return passphrase === undefined
    ? 'The key of sslkey is encrypted, and its passphrase was not given.'
    : 'The key of sslkey is encrypted, and this is not its passphrase.'
}
