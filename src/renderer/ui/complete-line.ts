import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete'

/**
 * What may be written next after the beginning of a line: names of keys without quotes, or values as JSON. `from` counts
 * in the beginning and is where the half-written one starts, its quote included.
 */
export type CompleteLine = (
  before: string,
) => { readonly kind: 'key' | 'value'; readonly from: number; readonly options: readonly string[] } | undefined

/** Offers what a line may go on with; a key that is taken brings its quotes and colon along. */
export function completeWith(context: CompletionContext, complete: CompleteLine): CompletionResult | null {
  const line = context.state.doc.lineAt(context.pos)
  const found = complete(line.text.slice(0, context.pos - line.from))
  if (!found) return null
  const from = line.from + found.from
  // A value that is not asked for and not begun would come up behind every colon.
  if (!context.explicit && from === context.pos && found.kind === 'value' && line.text.at(-1) !== ':') return null
  return {
    from,
    validFor: /^"?[\w.-]*$/,
    options: found.options.map((option, index) => {
      const insert = found.kind === 'key' ? `"${option}":` : option
      return {
        label: found.kind === 'key' ? `"${option}"` : option,
        boost: -index,
        apply(view, _completion, start, to) {
          const end = insert.includes('"') && view.state.sliceDoc(to, to + 1) === '"' ? to + 1 : to
          view.dispatch({ changes: { from: start, to: end, insert }, selection: { anchor: start + insert.length } })
        },
      }
    }),
  }
}
