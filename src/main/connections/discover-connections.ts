import { type ConnectionParameters, isConnectionParameter } from '../../shared/connection/connection-parameters.ts'
import { readConnectionText } from '../../shared/connection/read-connection-text.ts'
import type { FoundConnection } from '../../shared/contract/connections.ts'
import { type Machine, readPasswordFile, readServiceFiles } from './machine.ts'
import type { PgpassEntry } from './read-pgpass.ts'

/**
 * The connections that this machine knows of: PG* variables, sections of service files, lines of the password file that
 * name a host. Passwords are seen and not told.
 */
export async function discoverConnections(machine: Machine): Promise<FoundConnection[]> {
  const files = await readServiceFiles(machine)
  const passwords = await readPasswordFile(machine)
  return [
    ...ofEnvironment(machine),
    ...files.flatMap(({ path, services }) =>
      services.map(({ name, line, parameters }): FoundConnection => {
        const reference = { kind: 'service', name } as const
        const hasPassword = parameters.has('password')
        return {
          ...{ kind: 'service', name, where: `${path}:${line}`, reference, hasPassword },
          parameters: used(parameters),
        }
      }),
    ),
    ...(passwords?.entries ?? []).flatMap(entry => ofPasswordLine(passwords?.path ?? '', entry)),
  ]
}

/** The parameters that the PG* variables give. */
export function environmentParameters({ environment }: Machine): ReadonlyMap<string, string> {
  const lines = Object.entries(environment).flatMap(([name, value]) =>
    /^PG[A-Z_]+$/.test(name) && value ? [`${name}='${value.replaceAll("'", `'\\''`)}'`] : [],
  )
  const read = readConnectionText(lines.join('\n'))
  return read.kind === 'understood' ? read.parameters : new Map()
}

function ofEnvironment(machine: Machine): FoundConnection[] {
  const parameters = environmentParameters(machine)
  const host = parameters.get('host')
  if (host === undefined) return []
  const user = parameters.get('user')
  return [
    {
      kind: 'environment',
      name: user === undefined ? host : `${user}@${host}`,
      where: 'PG* variables of the environment',
      reference: { kind: 'environment' },
      parameters: used(parameters),
      hasPassword: parameters.has('password'),
    },
  ]
}

function ofPasswordLine(path: string, { line, host, port, database, user }: PgpassEntry): FoundConnection[] {
  if (host === '*') return []
  const said = (value: string) => (value === '*' ? undefined : value)
  const parameters = { host, port: said(port), dbname: said(database), user: said(user) }
  const name = `${user === '*' ? '' : `${user}@`}${host}${port === '*' ? '' : `:${port}`}${database === '*' ? '' : `/${database}`}`
  return [
    {
      ...{ kind: 'pgpass', name, where: `${path}:${line}`, reference: { kind: 'none' }, hasPassword: true },
      parameters: used(new Map(Object.entries(parameters).flatMap(([key, value]) => (value ? [[key, value]] : [])))),
    },
  ]
}

function used(parameters: ReadonlyMap<string, string>): ConnectionParameters {
  return Object.fromEntries([...parameters].filter(([name]) => isConnectionParameter(name)))
}
