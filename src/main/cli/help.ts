import type { Command } from './command.ts'
import { EXIT_CODES_HELP } from './exit-codes.ts'
import { printColumns } from './print-columns.ts'

const SHARED_HELP = `Options of every command:
  --json            print one JSON document on stdout and nothing else there, errors included
  --database URL    postgres://user@host:port/database?schema=public (default: the embedded server);
                    a JDBC URL, host=... dbname=..., a psql command and PGHOST=... lines are read, too;
                    DELTADESK_DATABASE does the same and does not show in the list of processes
  --connection NAME a connection that the app has saved, with its level: production is read-only
  --raise NAME      lets this one run write there; the name again, which is written down
  --setting K=V     sets something for this run; deltadesk settings names the keys
  --schema NAME     the schema that holds the tables (default: public)
  --read-only       open sessions that the server lets change nothing
  --help            say this

DELTADESK_HOME names the folder of the embedded server.`

export function generalHelp(commands: readonly Command[]): string {
  const rows = commands.map(command => [`  deltadesk ${usageOf(command)}`, command.summary])
  const list = printColumns([{ title: 'Usage:' }, { title: '' }], rows)
  return [list, SHARED_HELP, EXIT_CODES_HELP].join('\n\n')
}

export function commandHelp(command: Command): string {
  const usage = `Usage: deltadesk ${usageOf(command)} [options]`
  return [usage, command.help, SHARED_HELP, EXIT_CODES_HELP].join('\n\n')
}

function usageOf({ name, positionals }: Command): string {
  return [name, ...positionals.map(positional => `<${positional}>`)].join(' ')
}
