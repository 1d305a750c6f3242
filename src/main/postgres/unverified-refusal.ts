import { isThisMachine } from '../../shared/connection/connection-parameters.ts'
import type { ConnectionConfig } from './connection-config.ts'

/**
 * Why a connection must not be made where only servers elsewhere that prove who they are may be used; undefined where it
 * may be, or where nothing asks for that (`rule` is undefined).
 */
export function unverifiedRefusal(config: ConnectionConfig, rule: string | undefined): string | undefined {
  const { host, tls, tlsAlternative } = config
  if (rule === undefined || isThisMachine(host)) return undefined
  const isVerified = tls?.rejectUnauthorized === true && tls.checkServerIdentity === undefined && !tlsAlternative
  return isVerified ? undefined : `${host} must be opened with sslmode=verify-full: ${rule}`
}
