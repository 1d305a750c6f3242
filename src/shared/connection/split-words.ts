/**
 * The words of a line as a shell splits it: quotes of both kinds, backslashes, and line ends behind a backslash. Nothing is
 * expanded. Undefined where a quote is left open.
 */
export function splitWords(line: string): string[] | undefined {
  const words: string[] = []
  let word: string | undefined
  let quote: string | undefined
  for (let index = 0; index < line.length; index++) {
    const char = line[index] ?? ''
    if (char === '\\' && quote !== "'") {
      const next = line[++index] ?? ''
      if (next !== '\n') word = (word ?? '') + next
    } else if (char === quote) {
      quote = undefined
    } else if (quote === undefined && (char === '"' || char === "'")) {
      quote = char
      word ??= ''
    } else if (quote === undefined && /\s/.test(char)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else {
      word = (word ?? '') + char
    }
  }
  if (quote !== undefined) return undefined
  return word === undefined ? words : [...words, word]
}
