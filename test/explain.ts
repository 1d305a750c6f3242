import type pg from 'pg'

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Scan Direction'?: string
  readonly 'Index Name'?: string
  readonly 'Relation Name'?: string
  readonly Plans?: readonly PlanNode[]
}

/** The plan of a query as one line a node, indented, without costs: `Index Scan Backward using x on y`. */
export async function explain(
  database: pg.Pool | pg.ClientBase,
  text: string,
  values: readonly unknown[],
): Promise<string> {
  const { rows } = await database.query<{ 'QUERY PLAN': string }>(`explain (format json, costs off) ${text}`, [
    ...values,
  ])
  const plans: readonly { readonly Plan: PlanNode }[] = JSON.parse(rows[0]?.['QUERY PLAN'] ?? '[]')
  return plans.flatMap(({ Plan }) => describeNode(Plan, 0)).join('\n')
}

function describeNode(node: PlanNode, depth: number): string[] {
  const direction = node['Scan Direction'] === 'Backward' ? ' Backward' : ''
  const index = node['Index Name'] === undefined ? '' : ` using ${node['Index Name']}`
  const relation = node['Relation Name'] === undefined ? '' : ` on ${node['Relation Name']}`
  const own = `${'  '.repeat(depth)}${node['Node Type']}${direction}${index}${relation}`
  return [own, ...(node.Plans ?? []).flatMap(child => describeNode(child, depth + 1))]
}
