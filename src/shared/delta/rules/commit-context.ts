import type { Metadata, Protocol } from '../actions.ts'
import type { Schema } from '../data-type.ts'
import { effectiveProperty } from '../effective-properties.ts'
import { parseSchema } from '../schema.ts'
import type { TableView } from '../table-view.ts'
import type { CommitFrame } from './commit-frame.ts'

/** A commit and the table before and after it, taken apart once for all rules. */
export interface CommitContext {
  readonly view: TableView
  readonly frame: CommitFrame
  /** What holds after the commit. */
  readonly protocol: Protocol | undefined
  readonly metadata: Metadata | undefined
  readonly schema: Schema | undefined
  /** Schema before the commit. */
  readonly schemaBefore: Schema | undefined
}

export function commitContext(frame: CommitFrame, view: TableView): CommitContext {
  const metadata = frame.metadata?.action ?? view.metadata
  const schemaBefore = schemaOf(view.metadata)
  return {
    view,
    frame,
    protocol: frame.protocol?.action ?? view.protocol,
    metadata,
    schema: metadata === view.metadata ? schemaBefore : schemaOf(metadata),
    schemaBefore,
  }
}

/** How columns are found in files; an unreadable mode counts as none. */
export function mappingMode(metadata: Metadata | undefined): string {
  const value = metadata && effectiveProperty(metadata, 'delta.columnMapping.mode').value
  return value?.kind === 'choice' ? value.value : 'none'
}

/** The configuration of a domain after the commit; `undefined` where it is not set or nobody knows. */
export function domainAfter({ view, frame }: CommitContext, name: string): string | undefined {
  return frame.domains.has(name) ? frame.domains.get(name) : view.domain?.(name)?.configuration
}

/** A table's schema is asked for with every commit and changes with few. */
const schemas = new WeakMap<Metadata, Schema | undefined>()

function schemaOf(metadata: Metadata | undefined): Schema | undefined {
  if (!metadata || metadata.schemaString === '') return undefined
  if (!schemas.has(metadata)) {
    const parsed = parseSchema(metadata.schemaString)
    schemas.set(metadata, parsed.kind === 'ok' ? parsed.value : undefined)
  }
  return schemas.get(metadata)
}
