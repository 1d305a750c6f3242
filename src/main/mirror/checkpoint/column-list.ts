/**
 * The columns of `delta.dataSkippingStatsColumns`: names between commas, fields of structs behind dots, names with odd
 * characters between backticks (two of them stand for one).
 */
export function parseColumnList(text: string): string[][] {
  const columns: string[][] = []
  let path: string[] = []
  let name = ''
  const endName = () => {
    path.push(name.trim())
    name = ''
  }
  const endColumn = () => {
    endName()
    if (path.some(part => part !== '')) columns.push(path)
    path = []
  }
  for (const [piece] of text.matchAll(/`(?:[^`]|``)*`|[\s\S]/gu)) {
    if (piece.length > 1 && piece.startsWith('`')) name += piece.slice(1, -1).replaceAll('``', '`')
    else if (piece === '.') endName()
    else if (piece === ',') endColumn()
    else name += piece
  }
  endColumn()
  return columns
}
