import { parsePredicate } from './parse-predicate.ts'

/** The logical names of a column as it is written in a predicate: `a.b`, `` `odd name` ``; undefined where it is none. */
export function readColumnPath(text: string): readonly string[] | undefined {
  const parsed = parsePredicate(`${text} is null`)
  if (parsed.kind === 'invalid' || parsed.value.kind !== 'is-null') return undefined
  const { operand } = parsed.value
  return operand.kind === 'column' ? operand.path : undefined
}
