import type { ReactNode } from 'react'
import type { Composition } from '../use-composition.ts'
import { applyTemplate } from './apply-template.ts'
import { TemplateDialog } from './template-dialog.tsx'
import type { TemplateName } from './template-forms.ts'

export interface ChosenTemplateProps {
  readonly composition: Composition
  readonly chosen: TemplateName | undefined
  readonly onClose: () => void
  readonly onAppend: (lines: readonly string[]) => void
}

/** The dialog of a template, whose answer is written below what the draft says already. */
export function ChosenTemplate({ composition, chosen, onClose, onAppend }: ChosenTemplateProps): ReactNode {
  const { table, draft, edit } = composition
  return (
    <TemplateDialog
      key={chosen ?? ''}
      template={chosen}
      tableId={table.tableId}
      onClose={onClose}
      onMade={made => {
        const { lines, changes } = applyTemplate(draft, made, Date.now())
        onClose()
        onAppend(lines)
        edit(changes)
      }}
    />
  )
}
