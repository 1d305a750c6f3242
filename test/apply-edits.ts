import type { TextEdit } from '../src/shared/delta/edit-action.ts'

/** The text after all edits, whose places count in the text before them, as in an editor. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  return edits
    .toSorted((a, b) => b.from - a.from)
    .reduce((edited, { from, to, insert }) => edited.slice(0, from) + insert + edited.slice(to), text)
}
