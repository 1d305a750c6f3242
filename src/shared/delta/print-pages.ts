import type { Framing } from './actions.ts'

/** The text of a commit file as `printCommit` gives it, of lines that come in pages: a piece for each page. */
export async function* printPages(
  pages: AsyncIterable<readonly string[]>,
  framing: Framing,
): AsyncGenerator<string, void> {
  let lines = 0
  for await (const page of pages) {
    let piece = ''
    for (const text of page) {
      piece += separatorBefore(framing, lines) + text
      lines++
    }
    yield piece
  }
  yield typeof framing === 'string' ? (framing === 'canonical' && lines > 0 ? '\n' : '') : framing.slice(lines).join('')
}

function separatorBefore(framing: Framing, line: number): string {
  if (typeof framing !== 'string') return framing[line] ?? ''
  return line === 0 ? '' : '\n'
}
