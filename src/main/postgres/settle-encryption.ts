import { connectClient, type SessionOptions } from './connect-client.ts'
import { ConnectFailure } from './connect-failure.ts'
import type { ConnectionConfig } from './connection-config.ts'

/**
 * Finds out whether a server of the modes `allow` and `prefer` takes sessions with or without encryption, in libpq's order:
 * `prefer` encrypts where it can, `allow` only where it must. The config that is given back has one answer. Any other
 * config is given back as it is, and nothing is sent. Throws a ConnectFailure where neither is taken.
 */
export async function settleEncryption(
  config: ConnectionConfig,
  options: SessionOptions = {},
): Promise<ConnectionConfig> {
  if (!config.tlsAlternative) return config
  const { tlsAlternative: _, tls, ...rest } = config
  const plain: ConnectionConfig = rest
  const encrypted: ConnectionConfig = { ...rest, tls: tls ?? UNVERIFIED }
  const [first, second] = tls === undefined ? [plain, encrypted] : [encrypted, plain]
  try {
    return await tried(first, options)
  } catch (error) {
    if (!(error instanceof ConnectFailure) || !isWorthTheOther(error)) throw error
    return tried(second, options)
  }
}

const UNVERIFIED = { minVersion: 'TLSv1.2', rejectUnauthorized: false } as const

async function tried(config: ConnectionConfig, options: SessionOptions): Promise<ConnectionConfig> {
  await (await connectClient(config, options)).end()
  return config
}

/** No encryption was to be had, or `pg_hba.conf` has no line for a session like this one. */
function isWorthTheOther({ step, sqlState }: ConnectFailure): boolean {
  return step === 'encrypt' || sqlState === '28000'
}
