import type { ConnectionConfig } from './connection-config.ts'

/** How the sessions of a connection are protected on their way, in few words. */
export function encryptionOf({ tls, host }: ConnectionConfig): string {
  if (tls === undefined) return host.startsWith('/') ? 'unix socket' : 'not encrypted'
  if (tls.rejectUnauthorized !== true) return 'TLS, server not verified'
  return tls.checkServerIdentity === undefined ? 'TLS verify-full' : 'TLS verify-ca'
}
