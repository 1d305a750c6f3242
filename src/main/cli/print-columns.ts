export interface Column {
  readonly title: string
  readonly align?: 'left' | 'right'
}

/** Rows in aligned columns with two spaces between them; control characters of the values are made visible. */
export function printColumns(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const cells = [columns.map(({ title }) => title), ...rows.map(row => row.map(visible))]
  const widths = columns.map((_, index) => Math.max(...cells.map(row => width(row[index] ?? ''))))
  return cells
    .map(row =>
      columns
        .map(({ align = 'left' }, index) => {
          const text = row[index] ?? ''
          const padding = ' '.repeat((widths[index] ?? 0) - width(text))
          return align === 'left' ? text + padding : padding + text
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** Names come from logs that anybody may have written; a terminal must not obey them. */
export function visible(text: string): string {
  return text.replaceAll(CONTROLS, character => {
    const code = character.codePointAt(0) ?? 0
    return `\\u${code.toString(16).padStart(4, '0')}`
  })
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced here
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
const WIDE =
  /[\u1100-\u115f\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}]/u
const MARK = /\p{Mark}/u

/** Cells of a terminal: wide characters take two, combining marks none. */
function width(text: string): number {
  return [...text].reduce((sum, character) => sum + (MARK.test(character) ? 0 : WIDE.test(character) ? 2 : 1), 0)
}
