/** Words that Spark SQL reserves in some mode; quoting one too many does no harm. */
const RESERVED: ReadonlySet<string> = new Set(
  `all and anti any array as asc at authorization between both by case cast check collate column constraint create cross
  current_date current_time current_timestamp current_user date delete desc describe distinct drop else end escape except
  exists false fetch filter for foreign from full function grant group having in inner insert intersect interval into is
  join lateral leading left like map minus natural not null offset on only or order outer overlaps primary references right
  select semi session_user set some struct table then time timestamp to trailing true truncate union unique unknown update
  user using values when where window with`.split(/\s+/),
)

/** A name in Spark SQL, in backticks where it needs them. */
export function sqlName(name: string): string {
  const isPlain = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !RESERVED.has(name.toLowerCase())
  return isPlain ? name : `\`${name.replaceAll('`', '``')}\``
}

/** A string literal in Spark SQL. */
export function sqlString(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "\\'")
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replaceAll('\u0000', '\\0')
  return `'${escaped}'`
}
