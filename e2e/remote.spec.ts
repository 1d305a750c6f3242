import { randomUUID } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { mkdtemp, rm } from 'node:fs/promises'
import { hostname, networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectClient } from '../src/main/postgres/connect-client.ts'
import { Secret } from '../src/main/postgres/secret.ts'
import { type TlsServer, tlsServer } from '../test/tls-server.ts'
import { newFile } from './app.ts'
import { expect, test } from './fixtures.ts'
import { logs } from './logs.ts'
import { tracesOf } from './traces.ts'

/** Asked for on the page, and never to be found anywhere else. */
const PASSWORD = `canary-${randomUUID()}`
const LEVEL = /^Safety level/
const LOCALHOST = { name: 'localhost', address: '127.0.0.1' }
/** This machine by the name that others call it, which says nothing of being this machine. */
const HOST = await lookup(hostname()).then(
  ({ address }) => (isOwn(address) ? { name: hostname(), address } : LOCALHOST),
  () => LOCALHOST,
)
test.use({ named: [HOST.name, HOST.address] })

let folder: string
let server: TlsServer
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deltadesk-remote-'))
  server = await tlsServer(folder, HOST.name)
  const admin = await connectClient({ ...server.config, host: HOST.name, tls: { rejectUnauthorized: false } })
  await admin.query(`create role etl login password '${PASSWORD}'`)
  await admin.query('create database lake owner etl')
  await admin.end()
})
test.afterAll(async () => {
  await server.remove()
  await rm(folder, { recursive: true })
})

test('[W5] [W6] from a pasted command to a history elsewhere, which as production takes nothing before its name is typed', async ({
  freshApp: app,
  freshHost: host,
}) => {
  const { page } = app
  const [log] = await logs()
  const name = `lake on ${HOST.name}`
  const { port } = server.config
  await app.open('/connections')
  await page.getByRole('button', { name: 'New connection' }).click()
  const trusted = `sslmode=verify-full sslrootcert=${server.ca}`
  await page.getByLabel('Paste anything').fill(`psql "host=${HOST.name} port=${port} dbname=lake user=etl ${trusted}"`)
  await page.getByLabel('Asked for at each opening').click()
  await page.getByRole('button', { name: 'Test' }).click()
  const doctor = page.getByRole('region', { name: 'Examination' })
  await expect(doctor).toContainText(`certificate of ${HOST.name}`)
  await expect(doctor).toContainText('asks for a password and none was given')
  await expect(doctor.getByText('One step failed')).toBeInViewport()
  await page.getByRole('button', { name: 'Save and connect' }).click()
  await page.getByLabel('Password', { exact: true }).fill(`${PASSWORD}-wrong`)
  await page.keyboard.press('Enter')
  await app.sees(/The password for .* is wrong/)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Make the tables' }).click()
  await app.sees('No tables yet')
  await page.getByRole('button', { name: /^TLS 1\.3 · verify-full/ }).click()
  await app.sees(`${HOST.name} (verified)`)
  await page.keyboard.press('Escape')

  const home = new URL(page.url()).hash.replace(/^#(\/c\/[^/]+).*/, '$1')
  await app.open(`${home}/import`)
  await page.getByLabel('Folder of the table').fill(log.path)
  await page.getByRole('button', { name: 'Look through it' }).click()
  await page.getByLabel('Name of the table').fill('orders')
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await app.sees('orders is here')
  await app.open(`${home}/t/orders/history`)
  await app.seesTitle('orders')
  await expect(app.screen.getByRole('grid').getByText(String(log.head), { exact: true }).first()).toBeVisible()

  await app.open(`${home}/connections`)
  await page.getByRole('combobox', { name: 'Environment' }).click()
  await page.getByRole('option', { name: 'Production' }).click()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await app.sees('PRODUCTION · READ-ONLY')
  const before = await contentOf()
  for (const [place, button] of [
    ['/import', 'Make a sample table'],
    ['/mirror', 'Mirror a table'],
    ['/replay', 'Replay'],
    ['/t/orders/mirror', 'Mirror it'],
  ] as const) {
    await app.open(`${home}${place}`)
    const closed = app.screen.getByRole('button', { name: button, exact: true })
    await expect(closed).toBeDisabled()
    await closed.focus()
    await page.keyboard.press('Enter')
    await closed.click({ force: true })
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }
  await app.open(`${home}/t/orders/compose`)
  await app.replaceActions([newFile('production.parquet')])
  await expect(page.getByRole('button', { name: /^Commit v\d+ …/ })).toBeDisabled()
  // It goes by itself, so the page looks for it and not we.
  const told = page.waitForFunction(() => document.body.textContent.includes('Read-only: production is'))
  await page.keyboard.press('ControlOrMeta+Enter')
  await told
  await expect(page.getByRole('dialog')).toHaveCount(0)
  expect(await contentOf()).toEqual(before)

  await page.getByRole('button', { name: LEVEL }).click()
  await page.getByRole('menuitem', { name: /^Open/ }).click()
  const raise = page.getByRole('button', { name: /^Raise for 15 minutes/ })
  await page.getByRole('dialog').getByRole('textbox').fill('lake')
  await expect(raise).toBeDisabled()
  await page.getByRole('dialog').getByRole('textbox').fill(name)
  await raise.click()
  await expect(page.getByRole('timer')).toHaveText(/^1[45]:\d\d$/)
  await app.sees('PRODUCTION · OPEN')
  await page.getByRole('button', { name: /^Commit v\d+ …/ }).click()
  await page
    .getByRole('dialog')
    .getByRole('textbox')
    .fill(`orders v${log.head + 1}`)
  await page.keyboard.press('Enter')
  await app.sees(/Committed as v/)
  expect(await contentOf()).not.toEqual(before)

  await page.getByRole('button', { name: LEVEL }).click()
  await page.getByRole('menuitem', { name: /^Read-only/ }).click()
  await app.sees('PRODUCTION · READ-ONLY')
  await app.open(`${home}/activity`)
  await app.sees(`The level of “${name}” is now open for 15 minutes.`)
  await app.sees(`The level of “${name}” is now read-only.`)
  const traces = await tracesOf(host, app)
  expect(traces.filter(({ text }) => text.includes(PASSWORD)).map(({ where }) => where)).toEqual([])
  const looked = traces.map(({ where }) => where).join('\n')
  for (const kind of [/^words of \d+/m, /^environment of \d+/m, /report\..*\.json$/m, /\.log$/m, /^diagnostics/m]) {
    expect(looked).toMatch(kind)
  }
})

/** Every row of every table that is not the server's own, and every schema. */
async function contentOf(): Promise<readonly string[]> {
  const admin = await connectClient({
    ...{ ...server.config, host: HOST.name, user: 'etl', password: new Secret(PASSWORD), database: 'lake' },
    tls: { rejectUnauthorized: false },
  })
  try {
    const { rows } = await admin.query<{ name: string; content: string }>(
      `select format('%I.%I', table_schema, table_name) as name,
              query_to_xml(format('select * from %I.%I order by 1', table_schema, table_name), true, false, '')::text as content
         from information_schema.tables
        where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema') order by 1`,
    )
    return rows.map(({ name, content }) => `${name} ${content}`)
  } finally {
    await admin.end()
  }
}

/** A name may be known with an address that the machine had once. */
function isOwn(address: string): boolean {
  const own = Object.values(networkInterfaces()).flatMap(addresses => addresses ?? [])
  return address.startsWith('127.') || own.some(each => each.address === address)
}
