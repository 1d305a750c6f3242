import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { judgeHostKey, knownHostLine, knownKeyAlgorithms } from './known-hosts.ts'

const keyOf = (type: string, seed: number) => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(type.length)
  return Buffer.concat([length, Buffer.from(type), Buffer.alloc(36, seed)])
}
const KEY = keyOf('ssh-ed25519', 1)
const OTHER = keyOf('ssh-ed25519', 2)
const RSA = keyOf('ssh-rsa', 3)
const line = (names: string, key: Buffer) => knownHostLine('x', key).replace('x', names)

test('[W7] a key is known by its name, its port, a pattern or a hash of its name', () => {
  const salt = Buffer.alloc(20, 7)
  const hash = createHmac('sha1', salt).update('db1').digest('base64')
  const hashed = `|1|${salt.toString('base64')}|${hash} ssh-ed25519 ${KEY.toString('base64')}`
  for (const text of [line('db1', KEY), line('a,db1', KEY), line('*', KEY), line('db?', KEY), hashed]) {
    expect(judgeHostKey([text], 'db1', KEY), text).toEqual({ kind: 'known' })
  }
  expect(judgeHostKey([knownHostLine('[db1]:2222', KEY)], '[db1]:2222', KEY)).toEqual({ kind: 'known' })
})

test('[W7] the kinds of keys that are known are asked for first, so that a stranger cannot come with another one', () => {
  const files = [line('db1', RSA), line('db1,db2', KEY), `@revoked ${line('db1', OTHER)}`]
  expect(knownKeyAlgorithms(files, 'db1')).toEqual(['rsa-sha2-512', 'rsa-sha2-256', 'ssh-ed25519'])
  expect(knownKeyAlgorithms(files, 'db3')).toEqual([])
})

test('[W7] another key of the same type is a change, of another type nothing, and a revoked one never known', () => {
  expect(judgeHostKey([line('db1', OTHER)], 'db1', KEY)).toEqual({ kind: 'changed' })
  expect(judgeHostKey([line('db1', RSA)], 'db1', KEY)).toEqual({ kind: 'unknown' })
  expect(judgeHostKey([`@revoked ${line('db1', KEY)}`], 'db1', KEY)).toEqual({ kind: 'changed' })
  expect(judgeHostKey([line('db1', KEY), `@revoked ${line('*', KEY)}`], 'db1', KEY)).toEqual({ kind: 'changed' })
  expect(judgeHostKey([line('*,!db1', KEY), line('db2', KEY), '# x', ''], 'db1', KEY)).toEqual({ kind: 'unknown' })
  expect(judgeHostKey([line('db1', KEY)], '[db1]:2222', KEY)).toEqual({ kind: 'unknown' })
})
