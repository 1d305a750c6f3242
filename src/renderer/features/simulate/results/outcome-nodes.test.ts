import { expect, test } from 'vitest'
import type { OutcomeClass } from '../../../../shared/contract/simulation-results.ts'
import { outcomeTree } from './outcome-nodes.ts'

function outcome(path: readonly string[], count: number, rules: OutcomeClass['rules'] = []): OutcomeClass {
  const verdict = rules.length > 0 ? 'broken' : 'sound'
  const label = [...path, ...rules].join('; ')
  return { label, path: [verdict, ...path], verdict, rules, count, examples: ['AB'] }
}

test('outcomes hang below their verdict and the endings of their writers, what is broken first', () => {
  const tree = outcomeTree([
    outcome(['A: committed', 'B: committed'], 9),
    outcome(['A: committed', 'B: conflict'], 2),
    outcome(['A: committed', 'B: committed'], 1, ['one-winner']),
  ])
  expect(tree.map(({ text, count, isBroken }) => [text, count, isBroken])).toEqual([
    ['broken: one-winner', 1, true],
    ['sound', 11, false],
  ])
  const [a] = tree[1]?.children ?? []
  expect(a?.children.map(({ text, count }) => [text, count])).toEqual([
    ['B: committed', 9],
    ['B: conflict', 2],
  ])
  expect(a?.children[0]?.outcome?.examples).toEqual(['AB'])
})

test('outcomes with the same endings and other broken rules stay apart', () => {
  const [broken] = outcomeTree([
    outcome(['A: committed'], 3, ['one-winner']),
    outcome(['A: committed'], 2, ['one-winner', 'head']),
  ])
  expect(broken?.children[0]?.children.map(({ text }) => text)).toEqual([
    'broken: one-winner',
    'broken: one-winner, head',
  ])
})
