import { chown, copyFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { connectClient } from '../src/main/postgres/connect-client.ts'
import { locateBinaries } from '../src/main/postgres/embedded/binaries.ts'
import { chooseServerUser } from '../src/main/postgres/embedded/server-user.ts'
import { type InstalledServer, installedServer } from './installed-server.ts'
import { type Certificate, certificates } from './tls-front.ts'

/** A PostgreSQL that lets nobody in without encryption, as one elsewhere does. */
export interface TlsServer extends InstalledServer {
  /** The file of the authority that made its certificate, and that it asks of others. */
  readonly ca: string
  readonly sign: ReturnType<typeof certificates>['sign']
  /** Shows another certificate from now on. */
  show(certificate: Certificate): Promise<void>
}

/** Signs in with a certificate and nothing else; the name in the certificate must be this one. */
export const CERTIFICATE_USER = 'certified'

const ACCESS = `
local   all all scram-sha-256
hostssl all ${CERTIFICATE_USER} all cert
hostssl all all all scram-sha-256
`

/** Starts the server that comes along with a certificate for this host; `folder` gets the certificates. */
export async function tlsServer(folder: string, host: string): Promise<TlsServer> {
  const { ca, sign } = certificates(folder)
  const { postgres } = await locateBinaries()
  const server = await installedServer(dirname(postgres), { listen_addresses: '*' })
  const { config, dataFolder } = server
  const admin = await connectClient(config)
  const owner = await chooseServerUser([])
  async function put(name: string, from: string): Promise<void> {
    const path = join(dataFolder, name)
    await copyFile(from, path)
    if (owner) await chown(path, owner.uid, owner.gid)
  }
  async function show({ cert, key }: Certificate): Promise<void> {
    await put('server.crt', cert)
    await put('server.key', key)
    await put('root.crt', ca)
    await admin.query('select pg_reload_conf()')
  }
  await show(sign(host))
  await admin.query(`create role ${CERTIFICATE_USER} login`)
  for (const [name, value] of [
    ['ssl', 'on'],
    ['ssl_ca_file', 'root.crt'],
  ]) {
    await admin.query(`alter system set ${name} = '${value}'`)
  }
  await writeFile(join(dataFolder, 'pg_hba.conf'), ACCESS)
  await admin.query('select pg_reload_conf()')
  return { ...server, ca, sign, show }
}
