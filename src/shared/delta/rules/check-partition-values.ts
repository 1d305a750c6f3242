import type { PartitionValues } from '../actions.ts'
import { physicalName } from '../column-metadata.ts'
import { columnType } from '../column-type.ts'
import type { DataType } from '../data-type.ts'
import { parseDecimal } from '../decimal.ts'
import { readValue } from '../read-value.ts'
import type { Finding } from '../rules.ts'
import { type CommitContext, mappingMode } from './commit-context.ts'
import type { LineCheck } from './line-check.ts'

/** Partition values against the partition columns (Delta protocol, "Partition Value Serialization"). */
export function partitionValuesCheck(context: CommitContext): LineCheck | undefined {
  const columns = partitionColumns(context)
  if (!columns) return undefined
  let faultless: PartitionValues | undefined
  return {
    line(action, index, findings) {
      if (action.kind !== 'add' && action.kind !== 'cdc') return
      const { partitionValues } = action
      // Files of one partition may share their values.
      if (partitionValues === faultless) return
      if (columns.size === 0 && partitionValues.size === 0) return
      const found = checkValues(partitionValues, columns, [index, action.kind, 'partitionValues'])
      if (found.length === 0) faultless = partitionValues
      findings.addAll(found)
    },
  }
}

/** Types by the names that stand in the log: physical ones under column mapping. */
type Columns = ReadonlyMap<string, DataType | undefined>

function partitionColumns({ metadata, schema }: CommitContext): Columns | undefined {
  if (!metadata) return undefined
  const isMapped = mappingMode(metadata) !== 'none'
  return new Map(
    metadata.partitionColumns.map(name => {
      const field = schema?.fields.find(candidate => candidate.name.toLowerCase() === name.toLowerCase())
      return [isMapped && field ? physicalName(field) : name, field?.type] as const
    }),
  )
}

function checkValues(values: PartitionValues, columns: Columns, base: Finding['path']): Finding[] {
  const findings: Finding[] = []
  for (const name of columns.keys()) {
    if (values.has(name)) continue
    const message = `Expected a value or null for the partition column ${JSON.stringify(name)}, got nothing`
    findings.push({ rule: 'table.partition-columns', path: base, message })
  }
  for (const [name, value] of values) {
    if (!columns.has(name)) {
      const message = `Expected values of partition columns alone, got one for ${JSON.stringify(name)}`
      findings.push({ rule: 'table.partition-columns', path: [...base, name], message })
      continue
    }
    const type = columns.get(name)
    if (value === null || type === undefined || isReadable(value, type)) continue
    const message = `Expected the text of a ${typeName(type)} for ${JSON.stringify(name)}, got ${JSON.stringify(value)}`
    findings.push({ rule: 'table.partition-value', path: [...base, name], message })
  }
  return findings
}

/** An empty text means null for every type; bytes beyond ASCII are written in more than one way. */
function isReadable(value: string, type: DataType): boolean {
  const comparable = columnType(type)
  if (value === '' || comparable === undefined || comparable.kind === 'binary') return true
  if (readValue(value, comparable) === undefined) return false
  return type.kind === 'primitive' && WHOLE_BITS.has(type.name) ? fits(value, WHOLE_BITS.get(type.name) ?? 64) : true
}

const WHOLE_BITS: ReadonlyMap<string, number> = new Map([
  ['byte', 8],
  ['short', 16],
  ['integer', 32],
  ['long', 64],
])

function fits(text: string, bits: number): boolean {
  const number = parseDecimal(text.trim())
  return number !== undefined && number.scale === 0 && BigInt.asIntN(bits, number.digits) === number.digits
}

function typeName(type: DataType): string {
  if (type.kind === 'primitive') return type.name
  return type.kind === 'decimal' ? `decimal(${type.precision},${type.scale})` : type.kind
}
