import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { judgeHostKey, knownHostLine } from './known-hosts.ts'

const keyOf = (type: string, seed: number) => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(type.length)
  return Buffer.concat([length, Buffer.from(type), Buffer.alloc(36, seed)])
}
const KEY = keyOf('ssh-ed25519', 1)
const OTHER = keyOf('ssh-ed25519', 2)
const RSA = keyOf('ssh-rsa', 3)
const line = (names: string, key: Buffer) => knownHostLine('x', 22, key).replace('x', names)

test('[W7] a key is known by its name, its port, a pattern or a hash of its name', () => {
  const salt = Buffer.alloc(20, 7)
  const hash = createHmac('sha1', salt).update('db1').digest('base64')
  const hashed = `|1|${salt.toString('base64')}|${hash} ssh-ed25519 ${KEY.toString('base64')}`
  for (const text of [line('db1', KEY), line('a,db1', KEY), line('*', KEY), line('db?', KEY), hashed]) {
    expect(judgeHostKey([text], 'db1', 22, KEY), text).toEqual({ kind: 'known' })
  }
  expect(judgeHostKey([knownHostLine('db1', 2222, KEY)], 'db1', 2222, KEY)).toEqual({ kind: 'known' })
})

test('[W7] another key of the same type is a change, of another type nothing, and a revoked one never known', () => {
  expect(judgeHostKey([line('db1', OTHER)], 'db1', 22, KEY)).toEqual({ kind: 'changed' })
  expect(judgeHostKey([line('db1', RSA)], 'db1', 22, KEY)).toEqual({ kind: 'unknown' })
  expect(judgeHostKey([`@revoked ${line('db1', KEY)}`], 'db1', 22, KEY)).toEqual({ kind: 'changed' })
  expect(judgeHostKey([line('*,!db1', KEY), line('db2', KEY), '# x', ''], 'db1', 22, KEY)).toEqual({ kind: 'unknown' })
  expect(judgeHostKey([line('db1', KEY)], 'db1', 2222, KEY)).toEqual({ kind: 'unknown' })
})
