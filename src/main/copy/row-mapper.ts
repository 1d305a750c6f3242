import { type AnyColumn, hasDefault } from './column.ts'
import type { CopyTarget } from './copy-target.ts'
import type { Table } from './define-table.ts'
import { RowRefused, ValueRefused } from './refusals.ts'
import type { CopyFormat } from './table-statements.ts'

/** Turns rows into the bytes of one COPY. */
export interface RowMapper {
  writeHeader(target: CopyTarget): void
  /** `ordinal` names the row in a refusal; a refused row leaves nothing behind. */
  writeRow(target: CopyTarget, row: object, ordinal: number): void
  writeTrailer(target: CopyTarget): void
}

/** `constants` give columns that are the same in every row, which need not have them. */
export function rowMapper(
  table: Table,
  format: CopyFormat,
  constants: Readonly<Record<string, unknown>> = {},
): RowMapper {
  const fields = table.columnNames.map(name => fieldOf(name, table.columns[name], constants[name]))
  return format === 'binary' ? binaryMapper(fields) : textMapper(fields)
}

/** A column as the mapper sees it: rows are taken as records of anything and every writer checks what it gets. */
interface Field {
  readonly name: string
  readonly nullable: boolean
  readonly whenAbsent: unknown
  readonly write: (target: CopyTarget, value: unknown) => void
  readonly print: (value: unknown) => string
}

function fieldOf(name: string, column: AnyColumn | undefined, constant: unknown): Field {
  if (column === undefined) throw new Error(`there is no column ${name}`)
  const whenAbsent = constant ?? (hasDefault(column) ? column.valueWhenAbsent : undefined)
  // The row type holds the columns together; below it, a value meets its own column by name alone.
  const { write, print } = column as unknown as Pick<Field, 'write' | 'print'>
  return { name, nullable: column.nullable, whenAbsent, write, print }
}

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1')
const HEADER_BYTES = SIGNATURE.length + 8
const NULL_LENGTH = -1
const TRAILER = -1

function binaryMapper(fields: readonly Field[]): RowMapper {
  return {
    writeHeader(target) {
      const at = target.claim(HEADER_BYTES)
      target.buffer.fill(0, at, at + HEADER_BYTES)
      target.buffer.set(SIGNATURE, at)
    },
    writeRow(target, row, ordinal) {
      const start = target.mark()
      let column = ''
      try {
        const at = target.claim(2)
        target.view.setInt16(at, fields.length)
        for (const field of fields) {
          column = field.name
          const value = fieldValue(field, row)
          if (value === null) target.writeInt32(NULL_LENGTH)
          else field.write(target, value)
        }
      } catch (error) {
        target.rewind(start)
        throw refusal(error, ordinal, column)
      }
    },
    writeTrailer(target) {
      const at = target.claim(2)
      target.view.setInt16(at, TRAILER)
    },
  }
}

function textMapper(fields: readonly Field[]): RowMapper {
  return {
    writeHeader() {},
    writeRow(target, row, ordinal) {
      let column = ''
      try {
        const line = fields.map(field => {
          column = field.name
          const value = fieldValue(field, row)
          return value === null ? '\\N' : escapeText(field.print(value))
        })
        writeLine(target, `${line.join('\t')}\n`)
      } catch (error) {
        throw refusal(error, ordinal, column)
      }
    },
    writeTrailer() {},
  }
}

function fieldValue(field: Field, row: object): NonNullable<unknown> | null {
  const given = (row as Readonly<Record<string, unknown>>)[field.name]
  const value = given === undefined ? field.whenAbsent : given
  if (value === undefined) throw new ValueRefused('the value is missing')
  if (value === null && !field.nullable) throw new ValueRefused('null is not allowed')
  return value
}

function refusal(error: unknown, row: number, column: string): unknown {
  return error instanceof ValueRefused ? new RowRefused(row, column, error.message) : error
}

const ESCAPED = /[\\\n\r\t]/g
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function escapeText(text: string): string {
  return text.replaceAll(ESCAPED, character => ESCAPES[character] ?? character)
}

function writeLine(target: CopyTarget, line: string): void {
  const at = target.makeRoom(Buffer.byteLength(line, 'utf8'))
  target.position = at + target.buffer.write(line, at, 'utf8')
}
