import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const SOURCES = fileURLToPath(new URL('../../..', import.meta.url))
/** Connection and server, protocol and concurrency, COPY; 22b is the comparison that finds no row. */
const ROWS = [...Array.from({ length: 54 }, (_, index) => String(index + 1)), '22b']
const NAMED = /\[fault (\d+b?)\]/g

test('every fault that a commit can meet has a test of that name, and none of them is skipped for good', () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter(name => /\.test\.ts$/.test(name))
  const lines = files.flatMap(name => readFileSync(join(SOURCES, name), 'utf8').split('\n'))
  const tested = lines.filter(line => /\btest\(/.test(line)).flatMap(line => [...line.matchAll(NAMED)])
  const rows = new Set(tested.map(([, row]) => row))
  expect(ROWS.filter(row => !rows.has(row))).toEqual([])
})
