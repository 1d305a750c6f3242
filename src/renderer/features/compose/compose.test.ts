import { describe, expect, test } from 'vitest'
import { parseCommit } from '../../../shared/delta/parse-commit.ts'
import { DRAFT_ACTIONS_MAX, DRAFT_BYTES_MAX } from '../../../shared/limits.ts'
import { placeIssues } from './checks/placed-issues.ts'
import { readDraftText } from './checks/read-draft-text.ts'
import { composeFromVersion } from './compose-from-version.ts'
import { effectOf, isEmptyEffect } from './effect.ts'
import { addTemplate, commitInfoTemplate, firstVersionTemplate } from './templates.ts'

const ADD =
  '{"add":{"path":"a","partitionValues":{"dt":"1"},"size":10,"modificationTime":1,"dataChange":true,"stats":"{\\"numRecords\\":3}"}}'
const REMOVE =
  '{"remove":{"path":"b","deletionTimestamp":7,"dataChange":true,"extendedFileMetadata":true,"partitionValues":{"dt":"2"},"size":9007199254740993}}'
const BARE_REMOVE = '{"remove":{"path":"c","dataChange":true}}'
const INFO = '{"commitInfo":{"timestamp":1,"operation":"MERGE"}}'

function read(...lines: readonly string[]) {
  const commit = parseCommit(lines.map(line => `${line}\n`).join(''))
  if (commit.kind === 'invalid') throw new Error(JSON.stringify(commit.issues))
  return commit.value.lines
}

describe('the text of a draft', () => {
  test('is read up to the limits of a draft, and told where it is beyond them', () => {
    expect(readDraftText(`${ADD}\n`.repeat(1_000), 0n).issues.map(({ rule }) => rule)).not.toContain('draft.size')
    for (const text of [`${INFO}\n`.repeat(DRAFT_ACTIONS_MAX + 1), ' '.repeat(DRAFT_BYTES_MAX) + INFO])
      expect(readDraftText(text, 0n)).toMatchObject({ content: undefined, issues: [{ rule: 'draft.size' }] })
  })

  test('that is empty does nothing and breaks no rule', () => {
    const { issues, content } = readDraftText(' \n', 0n)
    expect(issues).toEqual([])
    expect(content && isEmptyEffect(content.effect)).toBe(true)
  })
})

describe('the effect of a draft', () => {
  test('counts files and exact bytes, and says where a size or a row count is missing', () => {
    const effect = effectOf(read(INFO, ADD, REMOVE, BARE_REMOVE))
    expect(effect.adds).toEqual({ files: 1, bytes: 10n, sizeless: 0, rows: 3n })
    expect(effect.removes).toEqual({ files: 2, bytes: 9_007_199_254_740_993n, sizeless: 1, rows: undefined })
    expect(isEmptyEffect(effect)).toBe(false)
  })

  test('of a commitInfo alone is nothing that a reader could see', () => {
    expect(isEmptyEffect(effectOf(read(INFO)))).toBe(true)
  })

  test('marks what a later commit cannot take back', () => {
    const effect = effectOf(
      read('{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":[],"writerFeatures":[]}}'),
    )
    expect(effect.others).toEqual([{ text: 'Sets the protocol to reader 3, writer 7', irreversible: true }])
  })
})

describe('composing from a version', () => {
  test('copies its actions byte for byte and leaves the commitInfo of the other commit behind', () => {
    const odd = ADD.replace('"size":10', '"size": 10, "future":1.50')
    const { text, notes } = composeFromVersion(read(INFO, odd), 'copy', 5)
    expect(text).toBe(`${odd}\n`)
    expect(notes).toHaveLength(1)
  })

  test('undoes adds by removes and removes by adds, last action first', () => {
    const { text } = composeFromVersion(read(INFO, REMOVE, ADD), 'undo', 5)
    const [first, second] = read(...text.trim().split('\n'))
    expect(first?.action).toMatchObject({ kind: 'remove', path: 'a', size: 10n, deletionTimestamp: 5n })
    expect(second?.action).toMatchObject({ kind: 'add', path: 'b', size: 9_007_199_254_740_993n })
  })

  test('says what cannot be undone instead of guessing', () => {
    const { text, notes } = composeFromVersion(read(BARE_REMOVE, '{"txn":{"appId":"a","version":1}}'), 'undo', 5)
    expect(text).toBe('')
    expect(notes).toHaveLength(2)
  })
})

describe('templates', () => {
  test('are actions that the rules can read', () => {
    const lines = [addTemplate(['dt'], 5, 'x'), commitInfoTemplate('', 5), ...firstVersionTemplate('id', 5)]
    expect(read(...lines).map(({ action }) => action.kind)).toEqual(['add', 'commitInfo', 'protocol', 'metaData'])
  })
})

describe('places of issues', () => {
  const issue = { rule: 'r', severity: 'error', message: 'm' } as const

  test('are found in the text, blank lines and white space counted', () => {
    const text = `\n  ${INFO}\n\n${ADD}\n`
    const [placed] = placeIssues(text, [{ ...issue, path: [1, 'add', 'partitionValues', 'dt'] }])
    expect(placed?.line).toBe(4)
    expect(text.slice(placed?.from, placed?.to)).toBe('"1"')
  })

  test('of a missing field are those of the object that lacks it; of broken JSON the whole line', () => {
    const text = `${BARE_REMOVE}\n{"add":\n`
    const placed = placeIssues(text, [
      { ...issue, path: [1] },
      { ...issue, path: [0, 'remove', 'size'] },
    ])
    expect(placed.map(({ from, to }) => text.slice(from, to))).toEqual(['{"path":"c","dataChange":true}', '{"add":'])
  })

  test('put errors first and count equal issues once', () => {
    const warning = { ...issue, severity: 'warning', path: [0] } as const
    const placed = placeIssues(`${INFO}\n`, [warning, { ...issue, path: [] }, { ...issue, path: [] }])
    expect(placed.map(({ issue: { severity }, line }) => [severity, line])).toEqual([
      ['error', undefined],
      ['warning', 1],
    ])
  })
})

test('a commit that claims to change no data and loses rows is told of', () => {
  const add =
    '{"add":{"path":"b","partitionValues":{},"size":1,"modificationTime":1,"dataChange":false,"stats":"{\\"numRecords\\":1}"}}'
  const remove = '{"remove":{"path":"a","deletionTimestamp":1,"dataChange":false,"stats":"{\\"numRecords\\":2}"}}'
  const rules = readDraftText(`${add}\n${remove}\n`, 5n).issues.map(({ rule }) => rule)
  expect(rules).toContain('draft.data-neutral')
})
