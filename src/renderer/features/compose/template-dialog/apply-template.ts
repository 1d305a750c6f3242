import type { KeptDraft } from '../../../../shared/contract/kept-draft.ts'
import type { TemplateReport } from '../../../../shared/contract/templates.ts'

export type MadeTemplate = Extract<TemplateReport, { kind: 'made' }>

export interface AppliedTemplate {
  /** To be written below what the draft says already. */
  readonly lines: readonly string[]
  /** What else of the draft changes. */
  readonly changes: Partial<Pick<KeptDraft, 'operation' | 'notes' | 'reads' | 'readVersion' | 'expectedVersion'>>
}

/**
 * What adding a template to a draft means. The first one brings its commitInfo, its operation and the version that it was
 * made on; those after it only their actions, what they have read and their notes.
 */
export function applyTemplate(draft: KeptDraft, made: MadeTemplate, nowMs: number): AppliedTemplate {
  const { base, operation, parameters, notes, scans } = made
  const actions = made.actions.split('\n').filter(line => line !== '')
  const isFirst = draft.text.trim() === ''
  const older =
    isFirst || base === draft.readVersion ? [] : [`A template was made on v${base}, not on the draft’s base.`]
  const reads = { ...draft.reads, scans: [...new Set([...draft.reads.scans.filter(Boolean), ...scans])] }
  const info = { commitInfo: { timestamp: nowMs, operation, operationParameters: parameters, isBlindAppend: false } }
  return {
    lines: isFirst ? [JSON.stringify(info), ...actions] : actions,
    changes: {
      notes: [...new Set([...draft.notes, ...notes, ...older])],
      reads,
      ...(isFirst ? { operation, readVersion: base, expectedVersion: base + 1n } : {}),
    },
  }
}
