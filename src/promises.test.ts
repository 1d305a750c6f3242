import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '..')
const TEST_FILE = /\.(test|spec|conformance)\.tsx?$/

/** The numbers of the table of promises in ARCHITECTURE.md. */
function promised(): string[] {
  const text = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8')
  return [...text.matchAll(/^\| ([CMSW]\d+) \|/gm)].map(match => match[1] ?? '')
}

/** What the titles of tests cite. */
function cited(): ReadonlySet<string> {
  const files = ['src', 'e2e'].flatMap(folder =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter(name => TEST_FILE.test(name))
      .map(name => readFileSync(join(ROOT, folder, name), 'utf8')),
  )
  const titles = files.flatMap(source =>
    [...source.matchAll(/['"`]((?:\[[^\]\n]+\] )+)/g)].map(match => match[1] ?? ''),
  )
  return new Set(titles.flatMap(title => [...title.matchAll(/\[([CMSW]\d+)\]/g)].map(match => match[1] ?? '')))
}

test('every promise is cited by a test, and no test cites one that was not made', () => {
  const promises = promised()
  const citations = cited()
  expect(promises.length).toBeGreaterThan(0)
  expect(promises.filter(promise => !citations.has(promise))).toEqual([])
  expect([...citations].filter(citation => !promises.includes(citation))).toEqual([])
})
