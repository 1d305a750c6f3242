import { isRolePrefix, rolesScript } from '../postgres/roles-script.ts'
import type { Command } from './command.ts'
import { CommandFailure } from './command-failure.ts'
import { textOption } from './read-arguments.ts'

export const rolesCommand: Command = {
  name: 'roles',
  positionals: [],
  options: { prefix: { type: 'string' } },
  summary: 'print SQL that makes roles with the least rights for owner, reader, writer and mirror',
  help: `Prints SQL for an administrator and runs nothing: deltadesk roles | psql -d lake. The roles cannot log in; grant them to the
users that do: grant deltadesk_writer to ada.

  --prefix NAME   the roles are called NAME_owner, NAME_reader, NAME_writer, NAME_mirror (default: deltadesk)

With --json: {"sql"}.`,
  async run({ database, values }) {
    const prefix = textOption(values, 'prefix') ?? 'deltadesk'
    if (!isRolePrefix(prefix)) {
      const expected = 'lower-case letters, digits and underscores are expected, at most 50'
      throw new CommandFailure('usage', `${JSON.stringify(prefix)} cannot begin the names of roles: ${expected}.`)
    }
    const sql = rolesScript({ schema: database.schema, database: database.config.database, prefix })
    return { text: sql, json: { sql }, verbatim: true }
  },
}
