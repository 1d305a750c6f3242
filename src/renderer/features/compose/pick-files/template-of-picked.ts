import type { AddFile, Version } from '../../../../shared/delta/actions.ts'
import { printAction } from '../../../../shared/delta/print-action.ts'
import { compactFiles } from '../../../../shared/delta/templates/compact-files.ts'
import { removeOf } from '../../../../shared/delta/templates/remove-of.ts'
import { rewriteFiles } from '../../../../shared/delta/templates/rewrite-files.ts'
import type { Template } from '../../../../shared/delta/templates/template.ts'
import type { MadeTemplate } from '../template-dialog/apply-template.ts'

export type PickedUse = 'remove' | 'compact' | 'rewrite'

export interface Picked {
  readonly files: readonly AddFile[]
  /** As it was written; empty where there was none. */
  readonly predicate: string
  readonly base: Version
}

/** What becomes of picked files, or why it cannot. */
export function templateOfPicked(
  use: PickedUse,
  { files, predicate, base }: Picked,
  nowMs: number,
  newId: () => string,
): MadeTemplate | { readonly kind: 'refused'; readonly reason: string } {
  const template = fill(use, files, predicate === '' ? undefined : predicate, BigInt(nowMs), newId)
  if (template.kind === 'refused') return { kind: 'refused', reason: template.reason }
  const { actions, operation, parameters, notes, scans } = template
  return {
    kind: 'made',
    base,
    actions: actions.map(action => `${printAction(action)}\n`).join(''),
    operation,
    parameters: { ...parameters },
    notes: [...notes],
    scans: [...(scans ?? [])],
  }
}

function fill(
  use: PickedUse,
  files: readonly AddFile[],
  predicate: string | undefined,
  nowMs: bigint,
  newId: () => string,
): Template {
  const newName = () => `part-00000-${newId()}.c000.snappy.parquet`
  const scans = predicate === undefined ? [] : [predicate]
  switch (use) {
    case 'remove':
      return {
        kind: 'made',
        actions: files.map(add => removeOf(add, nowMs)),
        operation: 'DELETE',
        parameters: { predicate: JSON.stringify(scans) },
        notes: [],
        scans,
      }
    case 'compact': {
      const template = compactFiles({ files, predicate, nowMs, newName })
      return template.kind === 'made' ? { ...template, scans } : template
    }
    case 'rewrite':
      return rewriteFiles({ files, predicate, nowMs, newName })
  }
  return use satisfies never
}
