import pg from 'pg'

const { builtins } = pg.types

/** The type `text[]`, which is missing from the list of types that pg declares. */
const TEXT_ARRAY = 1009 as Parameters<typeof pg.types.getTypeParser>[0]

const toText = (text: string): string => text

/**
 * How values of the server arrive. What is not listed arrives as the text that the server prints, so that nothing is
 * rounded or reordered on the way: numeric, json, jsonb and times are read by the code that asked for them.
 */
const PARSERS: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  [builtins.BOOL, text => text === 't'],
  [builtins.INT2, Number],
  [builtins.INT4, Number],
  [builtins.OID, Number],
  [builtins.FLOAT4, Number],
  [builtins.FLOAT8, Number],
  [builtins.INT8, BigInt],
  [builtins.BYTEA, pg.types.getTypeParser(builtins.BYTEA, 'text')],
  [TEXT_ARRAY, pg.types.getTypeParser(TEXT_ARRAY)],
])

function getTypeParser(oid: number): (text: string) => unknown {
  return PARSERS.get(oid) ?? toText
}

/** For one connection at a time: pg's own table of parsers is global and stays as it is. */
export const connectionTypes: pg.CustomTypesConfig = {
  // pg declares this function by overloads for binary and text; text is the only format that is asked for here.
  getTypeParser: getTypeParser as typeof pg.types.getTypeParser,
}
