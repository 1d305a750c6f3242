import type { Column } from '../column.ts'
import type { CopyTarget } from '../copy-target.ts'
import { shown, ValueRefused } from '../refusals.ts'

const HEADER_BYTES = 12
const DIMENSION_BYTES = 8
const LENGTH_BYTES = 4
const FIRST_INDEX = 1
const NULL_LENGTH = -1

/** A list of one dimension; its elements may be null where the element's column is nullable. */
export function array<T>(element: Column<T>): Column<readonly T[]> {
  const oid = ARRAY_OIDS.get(element.oid)
  if (oid === undefined) throw new Error(`there is no list of ${element.sqlType}`)
  return {
    sqlType: `${element.sqlType}[]`,
    oid,
    nullable: false,
    write: (target, values) => writeArray(target, element, values),
    print: values => `{${values.map(value => printElement(element, value)).join(',')}}`,
    sizeOf: values =>
      values.reduce(
        (bytes, value) => bytes + (value === null ? LENGTH_BYTES : element.sizeOf(value)),
        LENGTH_BYTES + HEADER_BYTES + DIMENSION_BYTES,
      ),
  }
}

/** Type of element to type of list, as pg_type has had them since ever. */
const ARRAY_OIDS: ReadonlyMap<number, number> = new Map([
  [16, 1000],
  [17, 1001],
  [18, 1002],
  [20, 1016],
  [21, 1005],
  [23, 1007],
  [25, 1009],
  [114, 199],
  [700, 1021],
  [701, 1022],
  [1042, 1014],
  [1043, 1015],
  [1082, 1182],
  [1114, 1115],
  [1184, 1185],
  [1186, 1187],
  [1700, 1231],
  [2950, 2951],
  [3802, 3807],
])

function writeArray<T>(target: CopyTarget, element: Column<T>, values: readonly T[]): void {
  if (!Array.isArray(values)) throw new ValueRefused(`${shown(values)} is no list`)
  const lengthAt = target.claim(LENGTH_BYTES)
  // The length is known at the end, when the target may write into another buffer.
  const lengthView = target.view
  const start = target.contentBytes
  target.writeInt32(values.length === 0 ? 0 : 1)
  target.writeInt32(values.includes(null) ? 1 : 0)
  target.writeInt32(element.oid)
  if (values.length > 0) {
    target.writeInt32(values.length)
    target.writeInt32(FIRST_INDEX)
  }
  for (const value of values) {
    if (!isNull(element, value)) element.write(target, value)
    else target.writeInt32(NULL_LENGTH)
  }
  lengthView.setInt32(lengthAt, target.contentBytes - start)
}

function printElement<T>(element: Column<T>, value: T): string {
  if (isNull(element, value)) return 'NULL'
  return `"${element.print(value).replaceAll(/["\\]/g, '\\$&')}"`
}

function isNull<T>(element: Column<T>, value: T): boolean {
  if (value !== null && value !== undefined) return false
  if (!element.nullable) throw new ValueRefused('an element is missing')
  return true
}
