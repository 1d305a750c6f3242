import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import ssh2 from 'ssh2'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { type SshServer, startSshServer } from '../../../test/ssh-server.ts'
import { temporaryFolder } from '../../../test/temporary-folder.ts'
import { openDatabase } from '../postgres/connection.ts'
import { TunnelFailure } from '../postgres/tunnel-failure.ts'
import { openTunnel } from './open-tunnel.ts'
import { HostKeyUnknown } from './tunnel.ts'
import { TunnelSecretNeeded } from './tunnel-secret-needed.ts'

const given = useDatabase()
const home = temporaryFolder()
let near: SshServer
let far: SshServer
const places = () => ({ home: home(), knownHostsFile: join(home(), 'app', 'known_hosts'), agent: undefined })
const known = ({ port, hostKey }: SshServer) => `[127.0.0.1]:${port} ${hostKey.split(' ').slice(0, 2).join(' ')}\n`

beforeAll(async () => {
  const keys = ssh2.utils.generateKeyPairSync('ed25519')
  near = await startSshServer(keys.public)
  far = await startSshServer(keys.public)
  await mkdir(join(home(), '.ssh'))
  await writeFile(join(home(), '.ssh', 'id_ed25519'), keys.private, { mode: 0o600 })
  const jump = `Host 127.0.0.1\n  User far\n  Port ${far.port}\nHost near\n  HostName 127.0.0.1\n  Port ${near.port}\n`
  const lake = `Host lake\n  HostName 127.0.0.1\n  Port ${far.port}\n  ProxyJump near\n`
  await writeFile(join(home(), '.ssh', 'config'), `${lake}${jump}`)
})
afterAll(() => Promise.all([near.close(), far.close()]))

test('[W7] the key of a machine is asked for once, kept, and every other one is refused from then on', async () => {
  const place = `me@127.0.0.1:${near.port}`
  const asked = await openTunnel(place, places()).catch((error: unknown) => error)
  if (!(asked instanceof HostKeyUnknown)) throw new Error(String(asked))
  expect(asked.fingerprint).toMatch(/^SHA256:/)
  await expect(openTunnel(place, places(), { acceptedKey: 'SHA256:another' })).rejects.toThrow(HostKeyUnknown)
  const tunnel = await openTunnel(place, places(), { acceptedKey: asked.fingerprint })
  tunnel.close()
  expect(await readFile(places().knownHostsFile, 'utf8')).toBe(known(near))
  const again = await openTunnel(place, places())
  again.close()
  await writeFile(places().knownHostsFile, known({ ...far, port: near.port }))
  await expect(openTunnel(place, places())).rejects.toThrow(/another one than known_hosts has/)
})

test('statements go through two machines, and through a new way after the first one broke', async () => {
  await writeFile(join(home(), '.ssh', 'known_hosts'), `${known(near)}${known(far)}`)
  await writeFile(places().knownHostsFile, '')
  const tunnel = await openTunnel('lake', places())
  expect(tunnel.words).toBe('near → lake')
  const database = await openDatabase({ ...given.config, openStream: tunnel.openStream })
  const large = await database.pool.query<{ text: string }>(`select repeat('x', 4000000) as text`)
  expect(large.rows[0]?.text.length).toBe(4_000_000)
  far.cut()
  await expect
    .poll(
      () =>
        database.pool.query('select').then(
          () => 'answered',
          () => 'lost',
        ),
      { timeout: 10_000 },
    )
    .toBe('answered')
  await database.close()
  tunnel.close()
})

test('a machine that wants a password and a code asks for one after the other, and again where one is wrong', async () => {
  const code = 'Code of the day:'
  const asking = await startSshServer(ssh2.utils.generateKeyPairSync('ed25519').public, {
    ...{ password: 'swordfish', questions: { [code]: '123456' } },
  })
  await writeFile(places().knownHostsFile, known(asking))
  const nobody = { ...places(), home: join(home(), 'no-keys') }
  const place = `me@127.0.0.1:${asking.port}`
  const open = (answers: Record<string, string>) =>
    openTunnel(place, nobody, { answers: new Map(Object.entries(answers)) }).then(
      tunnel => tunnel.close(),
      (error: unknown) => (error instanceof TunnelSecretNeeded ? `${error.title}: ${error.message}` : String(error)),
    )
  const password = 'ssh me@127.0.0.1'
  expect(await open({})).toMatch(/^Password of me@127\.0\.0\.1: .* asks for a password/)
  expect(await open({ [password]: 'wrong' })).toMatch(/did not take this password/)
  const right = { [password]: 'swordfish' }
  expect(await open(right)).toMatch(/^Code of the day at me@127\.0\.0\.1: .* asks for it/)
  expect(await open({ ...right, [`${password} ${code}`]: '654321' })).toMatch(/did not take what was answered/)
  expect(await open({ ...right, [`${password} ${code}`]: '123456' })).toBeUndefined()
  await asking.close()
})

test('[W3] what is wrong with the way is a sentence with the machine in it, within the timeout', async () => {
  await writeFile(places().knownHostsFile, known(near))
  const empty = join(home(), 'nobody')
  const refused = [
    [`127.0.0.1:${near.port}`, { ...places(), home: empty }, /no agent and no key/],
    ['127.0.0.1:1', places(), /127\.0\.0\.1:1 cannot be reached by SSH \(ECONNREFUSED\)/],
    ['a b', places(), /\[user@\]host/],
  ] as const
  for (const [place, at, sentence] of refused) {
    const failure = await openTunnel(place, at).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(TunnelFailure)
    expect(String(failure)).toMatch(sentence)
  }
  const stranger = ssh2.utils.generateKeyPairSync('ed25519')
  await mkdir(join(empty, '.ssh'), { recursive: true })
  await writeFile(join(empty, '.ssh', 'id_ed25519'), stranger.private)
  await expect(openTunnel(`x@127.0.0.1:${near.port}`, { ...places(), home: empty })).rejects.toThrow(/took neither/)
})
