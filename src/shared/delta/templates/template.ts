import type { Action, AddFile, Metadata, Protocol, Version } from '../actions.ts'

/** A table that a template is filled in for. */
export interface TemplateTable {
  readonly version: Version
  readonly protocol: Protocol
  readonly metadata: Metadata
}

/** The actions of a commit that is meant to do one thing, without commitInfo; or why they cannot be made. */
export type Template =
  | {
      readonly kind: 'made'
      readonly actions: readonly Action[]
      /** As Spark calls it. */
      readonly operation: string
      /** As in Spark's commitInfo, where almost all values are text. */
      readonly parameters: Readonly<Record<string, string | boolean>>
      /** What the author must know or still has to do, in sentences. */
      readonly notes: readonly string[]
      /** Predicates of what was looked at; absent: nothing was. */
      readonly scans?: readonly string[] | undefined
    }
  | {
      readonly kind: 'refused'
      readonly reason: string
      /** The files that are in the way. */
      readonly files?: readonly AddFile[] | undefined
    }

export function refuse(reason: string, files?: readonly AddFile[]): Template {
  return { kind: 'refused', reason, files }
}
