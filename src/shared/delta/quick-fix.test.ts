import { expect, test } from 'vitest'
import { applyEdits } from '../../../test/apply-edits.ts'
import { fileIdentity } from './file-identity.ts'
import type { Issue } from './issue.ts'
import { parseCommit } from './parse-commit.ts'
import { quickFix } from './quick-fix.ts'
import { dataNeutrality } from './templates/data-neutrality.ts'
import { validateCommit } from './validate-commit.ts'

const FACTS = { nowMs: 1_760_000_000_000, version: 7n }
const ADD =
  '{"add":{"path":"a","partitionValues":{},"size":1,"modificationTime":1760000000000,"dataChange":true,"stats":"{\\"numRecords\\":1}"}}'
const INFO = '{"commitInfo":{"timestamp":1760000000000,"operation":"WRITE"}}'

function issuesOf(text: string): Issue[] {
  const commit = parseCommit(text)
  if (commit.kind === 'invalid') return [...commit.issues]
  return [...commit.warnings, ...validateCommit(commit.value.lines, FACTS.version)]
}

/** Offsets of the lines by the first step of a path; none of these texts has blank lines. */
function startOf(text: string, line: Issue['path'][number] | undefined): number {
  const lines = text.split('\n').slice(0, Number(line ?? 0))
  return lines.reduce((at, { length }) => at + length + 1, 0)
}

test.each([
  ['shape.required', ADD.replace(',"dataChange":true', '')],
  ['shape.required', ADD.replace('"partitionValues":{},', '')],
  ['shape.number-form', ADD.replace('"size":1', '"size":1.0')],
  ['file.path-escape', ADD.replace('"a"', '"100%/a%20b"')],
  ['file.remove-without-time', '{"remove":{"path":"a","dataChange":true}}'],
  [
    'file.remove-incomplete',
    '{"remove":{"path":"a","dataChange":true,"deletionTimestamp":1760000000000,"extendedFileMetadata":true}}',
  ],
  ['commit.commit-info-not-first', `${ADD}\n${INFO}\n`],
  ['commit.commit-info-not-first', `${ADD}\n${INFO}`],
  ['commit.add-repeated', `${INFO}\n${ADD}\n${ADD}\n`],
  ['commit.add-repeated', `${INFO}\n${ADD}\n${ADD}`],
  ['commit.bom', `\ufeff${ADD}\n`],
])('the quick fix of %s ends it and brings nothing else up', (rule, text) => {
  const before = issuesOf(text)
  const issue = before.find(each => each.rule === rule)
  if (!issue) throw new Error(`expected ${rule}, got ${before.map(each => each.rule).join()}`)
  const fixed = applyEdits(text, quickFix(issue, FACTS)?.edits(text, startOf(text, issue.path[0])) ?? [])
  expect(fixed).not.toBe(text)
  const known = new Set(before.map(each => each.rule))
  expect(issuesOf(fixed).filter(each => each.rule === rule || !known.has(each.rule))).toEqual([])
})

test('a claim to change no data is taken back on every file', () => {
  const remove = '{"remove":{"path":"false","deletionTimestamp":1,"dataChange":false}}'
  const text = `${remove}\n${ADD.replace('true', 'false')}\n`
  const fix = quickFix({ rule: 'draft.data-neutral', severity: 'warning', path: [], message: '' }, FACTS)
  const fixed = parseCommit(applyEdits(text, fix?.edits(text, 0) ?? []))
  if (fixed.kind === 'invalid') throw new Error('the fix broke the text')
  const actions = fixed.value.lines.map(({ action }) => action)
  expect(dataNeutrality(actions).kind).toBe('not-claimed')
  expect(actions.flatMap(action => (action.kind === 'remove' ? [fileIdentity(action.path)] : []))).toHaveLength(1)
})

test('what only its author can know has no quick fix', () => {
  for (const rule of ['stats.missing', 'file.path-empty', 'txn.not-growing', 'json.syntax'])
    expect(quickFix({ rule, severity: 'error', path: [0, 'add', 'path'], message: '' }, FACTS)).toBeUndefined()
})
