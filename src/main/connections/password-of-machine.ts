import type { ConnectionConfig } from '../postgres/connection-config.ts'
import { type Machine, readPasswordFile } from './machine.ts'
import { findPgpass } from './read-pgpass.ts'

/**
 * The configuration with the password that libpq would take where the text that it was read from has none: `PGPASSWORD`,
 * then the first line of the password file that fits. A file that others can read is passed over, as libpq does.
 */
export async function withPasswordOfMachine(config: ConnectionConfig, machine: Machine): Promise<ConnectionConfig> {
  if (config.password.reveal() !== '') return config
  const { PGPASSWORD } = machine.environment
  if (PGPASSWORD !== undefined && PGPASSWORD !== '') return { ...config, password: config.password.with(PGPASSWORD) }
  const file = await readPasswordFile(machine)
  const found = findPgpass(file?.entries ?? [], config)
  return found === undefined ? config : { ...config, password: config.password.with(found) }
}
