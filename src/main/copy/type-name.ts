/** Other names of types, which people and tools write; the values are what `format_type` prints. */
const CANONICAL: Readonly<Record<string, string | undefined>> = {
  int8: 'bigint',
  int4: 'integer',
  int: 'integer',
  int2: 'smallint',
  bool: 'boolean',
  float4: 'real',
  float8: 'double precision',
  decimal: 'numeric',
  varchar: 'character varying',
  char: 'character',
  bpchar: 'character',
  timestamptz: 'timestamp with time zone',
  timestamp: 'timestamp without time zone',
}

const PARTS = /^([a-z_"][\w\s"]*?)\s*(\([\d\s,]+\))?((?:\s*\[\])*)$/i

/** One name for each type: `int4` and `integer`, `varchar(20)` and `character varying(20)`, `text []` and `text[]`. */
export function typeName(type: string): string {
  const [, name = type, modifier = '', dimensions = ''] = PARTS.exec(type.trim()) ?? []
  const lower = name.startsWith('"') ? name : name.toLowerCase().replaceAll(/\s+/g, ' ')
  return `${CANONICAL[lower] ?? lower}${modifier.replaceAll(' ', '')}${dimensions.replaceAll(/\s/g, '')}`
}
