/** Writes src/main/postgres/schema.sql: what the migrations make of an empty schema, for reviewers and for a test. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectClient } from '../src/main/postgres/connect-client.ts'
import { startEmbeddedServer } from '../src/main/postgres/embedded/embedded-server.ts'
import { migrate } from '../src/main/postgres/migrate.ts'
import { printSchema } from '../src/main/postgres/print-schema.ts'

const folder = await mkdtemp(join(tmpdir(), 'deltadesk-schema-'))
const log = { info: () => {}, warn: console.warn }
const server = await startEmbeddedServer({ folder, log, settings: { fsync: 'off' } })
try {
  const config = { ...server.config, schema: 'lake' }
  await migrate(config)
  const client = await connectClient(config)
  const text = await printSchema(client, config.schema).finally(() => client.end())
  await writeFile(new URL('../src/main/postgres/schema.sql', import.meta.url), text)
} finally {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
}
