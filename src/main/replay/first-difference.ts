type Pieces = AsyncIterable<string> | Iterable<string>

/** The first line of one text that another one does not have at the same place. */
export interface LineDifference {
  /** From one. */
  readonly line: number
  /** What the other text has there; undefined where it has ended. */
  readonly text: string | undefined
}

/** Compares two texts of any size, line by line with their ends, holding some pieces of each; undefined where they are the same. */
export async function firstDifference(ours: Pieces, theirs: Pieces): Promise<LineDifference | undefined> {
  const [first, other] = [linesOf(ours), linesOf(theirs)]
  for (let line = 1; ; line++) {
    const [our, their] = [await first.next(), await other.next()]
    if (our.done && their.done) return undefined
    if (our.done || their.done || our.value !== their.value) {
      await Promise.all([first.return(), other.return()])
      return { line, text: their.done ? undefined : their.value.trimEnd() }
    }
  }
}

/** Each with its line end. */
async function* linesOf(pieces: Pieces): AsyncGenerator<string, void> {
  let rest = ''
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield `${line}\n`
  }
  if (rest !== '') yield rest
}
