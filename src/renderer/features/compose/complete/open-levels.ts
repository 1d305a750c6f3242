/** An object or array that is open at the end of the beginning of a line. */
export interface Level {
  readonly isObject: boolean
  /** The keys so far, in order; the last one is the one that a value is due for. */
  readonly used: string[]
  awaits: 'key' | 'value' | 'comma'
}

/** The objects and arrays that are open at the end of `before`, outermost first. */
export function openLevels(before: string): Level[] {
  const levels: Level[] = []
  for (const [token, string] of before.matchAll(/"([^"\\]*(?:\\.[^"\\]*)*)"|[{}[\],:]|[^\s{}[\],:"]+/g)) {
    const level = levels.at(-1)
    if (token === '{' || token === '[') {
      if (level) level.awaits = 'comma'
      levels.push({ isObject: token === '{', used: [], awaits: token === '{' ? 'key' : 'value' })
    } else if (token === '}' || token === ']') levels.pop()
    else if (level && token === ',') level.awaits = level.isObject ? 'key' : 'value'
    else if (level && token === ':') level.awaits = 'value'
    else if (level?.awaits === 'key' && string !== undefined) level.used.push(string)
    else if (level) level.awaits = 'comma'
  }
  return levels
}
