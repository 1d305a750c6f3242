import { formatPlace } from '../postgres/connection-config.ts'
import { findMissing, MigrationRefused, migrate, printMigrations } from '../postgres/migrate.ts'
import { settleEncryption } from '../postgres/settle-encryption.ts'
import type { Command } from './command.ts'
import { CommandFailure } from './command-failure.ts'

export const schemaCommand: Command = {
  name: 'schema',
  positionals: [],
  options: { create: { type: 'boolean' } },
  summary: 'say what the schema of a connection lacks, and make it on request',
  help: `Prints the SQL that makes the tables where they are missing; runs nothing of it without --create.

  --create   make them, as a user who may create tables; a read-only connection needs --raise

With --json: {"place", "schema", "missing": [...], "sql", "created"}.`,
  async examine({ config, values }) {
    const settled = await settleEncryption(config)
    const place = formatPlace(config)
    try {
      const missing = await findMissing(settled)
      const wanted = values.create === true && missing.length > 0
      if (wanted && config.isReadOnly) {
        throw new CommandFailure(
          'refused',
          'The connection is read-only; --raise with its name lets one command make tables.',
        )
      }
      if (wanted) await migrate(settled)
      const sql = missing.length === 0 ? '' : await printMigrations(config.schema)
      const json = { place, schema: config.schema, missing: [...missing], sql, created: wanted }
      if (missing.length === 0) return { text: `The schema ${config.schema} of ${place} has every migration.`, json }
      if (wanted) return { text: `The schema ${config.schema} of ${place} was made: ${missing.join(', ')}.`, json }
      return { text: sql, json, verbatim: true }
    } catch (error) {
      if (error instanceof MigrationRefused) throw new CommandFailure('refused', error.message)
      throw error
    }
  },
}
