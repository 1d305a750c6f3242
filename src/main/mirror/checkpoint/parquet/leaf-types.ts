import type { LeafType } from './column.ts'

export const TEXT: LeafType<string> = {
  element: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  put: (values, value) => values.text(value),
}

/** Numbers are whole and safe. */
export const LONG: LeafType<bigint | number> = {
  element: { type: 'INT64' },
  put: (values, value) => (typeof value === 'number' ? values.safeInt64(value) : values.int64(value)),
}

export const INT: LeafType<number> = {
  element: { type: 'INT32' },
  put: (values, value) => values.int32(value),
}

export const SHORT: LeafType<number> = { ...INT, element: { type: 'INT32', converted_type: 'INT_16' } }

export const BYTE: LeafType<number> = { ...INT, element: { type: 'INT32', converted_type: 'INT_8' } }

export const BOOLEAN: LeafType<boolean> = {
  element: { type: 'BOOLEAN' },
  put: (values, value) => values.byte(value ? 1 : 0),
}

export const FLOAT: LeafType<number> = {
  element: { type: 'FLOAT' },
  put: (values, value) => values.float(value),
}

export const DOUBLE: LeafType<number> = {
  element: { type: 'DOUBLE' },
  put: (values, value) => values.double(value),
}

/** Days since 1970. */
export const DATE: LeafType<number> = {
  ...INT,
  element: { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } },
}

/** Microseconds since 1970 in UTC. */
export const TIMESTAMP: LeafType<bigint | number> = {
  ...LONG,
  element: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MICROS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
  },
}

/** Microseconds on a wall clock; no converted type, for that would mean UTC. */
export const TIMESTAMP_NTZ: LeafType<bigint | number> = {
  ...LONG,
  element: { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MICROS' } },
}

const INT_DIGITS = 9
const LONG_DIGITS = 18

/** The unscaled value; the fewer digits, the smaller the column's type, as Spark has it. */
export function decimal(precision: number, scale: number): LeafType<bigint> {
  const annotation = {
    converted_type: 'DECIMAL',
    logical_type: { type: 'DECIMAL', precision, scale },
    precision,
    scale,
  } as const
  if (precision <= INT_DIGITS) {
    return { element: { type: 'INT32', ...annotation }, put: (values, value) => values.int32(Number(value)) }
  }
  if (precision <= LONG_DIGITS) {
    return { element: { type: 'INT64', ...annotation }, put: (values, value) => values.int64(value) }
  }
  const length = bytesOf(precision)
  return {
    element: { type: 'FIXED_LEN_BYTE_ARRAY', type_length: length, ...annotation },
    put: (values, value) => {
      for (let byte = length - 1; byte >= 0; byte--) values.byte(Number((value >> BigInt(byte * 8)) & 0xffn))
    },
  }
}

/** Bytes that hold every number of so many digits, with its sign. */
function bytesOf(precision: number): number {
  return Math.ceil((1 + Math.log2(10) * precision) / 8)
}
