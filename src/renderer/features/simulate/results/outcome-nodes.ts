import type { OutcomeClass } from '../../../../shared/contract/simulation-results.ts'

/** A branch of the tree of outcomes: all orders whose outcome begins with the words on the way to it. */
export interface OutcomeNode {
  readonly key: string
  readonly text: string
  readonly count: number
  readonly isBroken: boolean
  readonly children: readonly OutcomeNode[]
  /** Of a leaf. */
  readonly outcome: OutcomeClass | undefined
}

/** Hangs outcome classes into a tree by their paths, what is broken first, then the most frequent. */
export function outcomeTree(classes: readonly OutcomeClass[]): OutcomeNode[] {
  return branches(classes, 0, '')
}

function branches(classes: readonly OutcomeClass[], depth: number, above: string): OutcomeNode[] {
  const groups = Map.groupBy(classes, ({ path }) => path[depth] ?? '')
  return [...groups]
    .map(([text, group]) => nodeOf(text, group, depth, `${above}/${text}`))
    .sort((a, b) => Number(b.isBroken) - Number(a.isBroken) || b.count - a.count)
}

function nodeOf(text: string, group: readonly OutcomeClass[], depth: number, key: string): OutcomeNode {
  const count = group.reduce((sum, one) => sum + one.count, 0)
  const isBroken = group.every(({ verdict }) => verdict === 'broken')
  const [only] = group
  const isLeaf = group.length === 1 && only !== undefined && only.path.length <= depth + 1
  const common = { key, count, isBroken, text: depth === 0 ? verdictText(text, group) : text }
  if (isLeaf) return { ...common, children: [], outcome: only }
  const deeper = group.filter(({ path }) => path.length > depth + 1)
  const ended = group.filter(({ path }) => path.length <= depth + 1)
  const children = [
    ...branches(deeper, depth + 1, key),
    ...ended.map(one => ({
      ...{
        key: `${key}/${one.label}`,
        text: verdictText(one.verdict, [one]),
        count: one.count,
        children: [],
        outcome: one,
      },
      isBroken: one.verdict === 'broken',
    })),
  ]
  return { ...common, children, outcome: undefined }
}

function verdictText(verdict: string, group: readonly OutcomeClass[]): string {
  const rules = [...new Set(group.flatMap(one => one.rules))]
  return rules.length > 0 ? `${verdict}: ${rules.join(', ')}` : verdict
}
