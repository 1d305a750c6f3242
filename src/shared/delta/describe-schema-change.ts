import { printColumn } from './print-predicate.ts'
import type { SchemaChange } from './schema-diff.ts'

/** A change to a column in words: what was done, to which column, and how. */
export interface DescribedChange {
  readonly sign: '+' | '-' | '~'
  readonly column: string
  readonly what: string
}

/** Says a schema change as people say it: `+ discount decimal(10,2)`, `~ remark renamed from note`. */
export function describeSchemaChange(change: SchemaChange): DescribedChange {
  const column = printColumn(change.path)
  switch (change.kind) {
    case 'added':
      return { sign: '+', column, what: `${change.type}${change.nullable ? '' : ' not null'}` }
    case 'removed':
      return { sign: '-', column, what: change.type }
    case 'renamed':
      return { sign: '~', column, what: `renamed from ${printColumn([change.from])}` }
    case 'type': {
      const tail = change.isWidening ? ' (widened: old files stay readable)' : ''
      return { sign: '~', column, what: `${change.from} → ${change.to}${tail}` }
    }
    case 'nullability':
      return { sign: '~', column, what: change.to ? 'nulls are allowed now' : 'nulls are not allowed any more' }
    case 'moved':
      return {
        sign: '~',
        column,
        what: change.after === undefined ? 'moved to the front' : `moved behind ${printColumn([change.after])}`,
      }
    case 'comment':
      return { sign: '~', column, what: `comment ${quoted(change.from)} → ${quoted(change.to)}` }
    case 'metadata':
      return { sign: '~', column, what: `${change.key} ${change.from ?? 'unset'} → ${change.to ?? 'unset'}` }
  }
  return change satisfies never
}

function quoted(text: string | undefined): string {
  return text === undefined ? 'none' : JSON.stringify(text)
}
