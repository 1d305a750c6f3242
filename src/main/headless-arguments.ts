import { parseArgs } from 'node:util'
import { readSettingArguments, type SettingValues } from '../shared/settings/read-settings.ts'

export type HeadlessArguments =
  | {
      readonly kind: 'run'
      readonly port: number | undefined
      readonly databaseUrl: string | undefined
      readonly folder: string | undefined
      readonly isReadOnly: boolean
      readonly settings: SettingValues
      readonly open: boolean
    }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly problem: string }

export const HEADLESS_USAGE = `Usage: deltadesk-loopback [--port N] [--database URL] [--read-only] [--setting KEY=VALUE] [--data-folder PATH] [--open]

  --port N            listen on 127.0.0.1:N (default: a free port)
  --database URL      postgres://user@host:port/database?schema=public (default: an embedded server);
                      a JDBC URL, host=... dbname=..., a psql command and PGHOST=... lines are read, too;
                      DELTADESK_DATABASE does the same and does not show in the list of processes
  --read-only         change nothing: sessions are read-only and every call that writes is refused
  --setting KEY=VALUE sets something for this run, before what the user has set and after the policy of this machine;
                      may be said several times; deltadesk settings names the keys
  --data-folder PATH  where everything of this user is kept (default: DELTADESK_HOME or the system's place)
  --open              open the address in the browser of this machine

From another machine, forward the same port: ssh -L N:127.0.0.1:N host`

/** Reads the command line of the loopback host. Total: what is wrong comes back as a sentence. */
export function readHeadlessArguments(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): HeadlessArguments {
  let values: ReturnType<typeof parse>['values']
  try {
    values = parse(args).values
  } catch (error) {
    return { kind: 'wrong', problem: error instanceof Error ? error.message : String(error) }
  }
  if (values.help) return { kind: 'help' }
  const port = values.port === undefined ? undefined : Number(values.port)
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    return { kind: 'wrong', problem: `--port ${values.port} is not a port: 0 to 65535 is expected.` }
  }
  const settings = readSettingArguments(values.setting ?? [])
  if (typeof settings === 'string') return { kind: 'wrong', problem: `--setting: ${settings}` }
  return {
    kind: 'run',
    port,
    settings,
    databaseUrl: values.database ?? environment.DELTADESK_DATABASE,
    folder: values['data-folder'],
    isReadOnly: values['read-only'] ?? false,
    open: values.open ?? false,
  }
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    strict: true,
    allowPositionals: false,
    options: {
      port: { type: 'string' },
      database: { type: 'string' },
      'data-folder': { type: 'string' },
      'read-only': { type: 'boolean' },
      setting: { type: 'string', multiple: true },
      open: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  })
}
