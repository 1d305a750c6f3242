import type { Framing } from '../../shared/delta/actions.ts'

/** The line of a commit file, from one, in which its action number `index`, from zero, stands: blank lines count here. */
export function lineNumber(framing: Framing, index: number): number {
  if (typeof framing === 'string') return index + 1
  return framing.slice(0, index + 1).reduce((line, separator) => line + lineEnds(separator), 1)
}

function lineEnds(separator: string): number {
  return separator.match(/\r\n|\n|\r/g)?.length ?? 0
}
