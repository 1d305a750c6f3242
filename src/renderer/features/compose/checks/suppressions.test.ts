import { expect, test } from 'vitest'
import { makeDraft } from '../draft.ts'
import type { PlacedIssue } from './placed-issues.ts'
import { restore, splitSuppressed, suppress } from './suppressions.ts'

const id = '0d6f8f8e-6f55-4c1e-9d2b-111111111111'
const DRAFT = makeDraft({
  ...{ draftId: id, commitId: id, tableId: id, tableName: 'orders', head: 1n, text: '', operation: '', nowMs: 1 },
})

const issue = (rule: string, severity: 'error' | 'warning'): PlacedIssue => ({
  issue: { rule, severity, path: [0], message: 'Expected something else' },
  line: 1,
  from: 0,
  to: 1,
})

test('a suppressed warning is out of the way until it is restored; the last reason counts', () => {
  const once = { ...DRAFT, ...suppress(DRAFT, 'stats.missing', 'first') }
  const twice = { ...once, ...suppress(once, 'stats.missing', ' made by a tool ') }
  expect(twice.suppressed).toEqual([{ rule: 'stats.missing', reason: 'made by a tool' }])
  const [missing, other] = [issue('stats.missing', 'warning'), issue('file.path-absolute', 'warning')]
  expect(splitSuppressed([missing, other], twice.suppressed)).toEqual([[other], [missing]])
  expect(restore(twice, 'stats.missing')).toEqual({ suppressed: undefined })
})

test('an error is never suppressed, also where its rule is named', () => {
  const error = issue('stats.missing', 'error')
  expect(splitSuppressed([error], [{ rule: 'stats.missing', reason: '' }])).toEqual([[error], []])
})
