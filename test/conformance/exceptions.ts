import { readFileSync } from 'node:fs'

/** A case in which this program and an authority disagree, and why that is right. */
interface ConformanceException {
  readonly suite: string
  readonly case: string
  readonly reason: string
}

/** The committed list of disagreements of one suite, by case. An entry whose case agrees must fail its suite. */
export function conformanceExceptions(suite: string): ReadonlyMap<string, string> {
  const file = new URL('../conformance-exceptions.json', import.meta.url)
  const all: readonly ConformanceException[] = JSON.parse(readFileSync(file, 'utf8'))
  return new Map(all.filter(exception => exception.suite === suite).map(({ case: name, reason }) => [name, reason]))
}
