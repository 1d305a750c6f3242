import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { TableSummary } from '../../shared/contract/schemas.ts'
import { importMarkQuery } from '../api/queries.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Strip } from '../ui/strip.tsx'
import { ProblemList } from './problem-list.tsx'

const TEXTS = {
  importing:
    'The import of this table is not complete: no one can commit to it. Take its task up again to complete it.',
  'inspection-only': 'This table can only be looked at: its log is broken, or not what its source says.',
} as const

const DIALOG_WIDTH = 760

/** Says why a table takes no commit, and what its import has found. */
export function RestrictionStrip({ table }: { readonly table: TableSummary }): ReactNode {
  const [isOpen, setIsOpen] = useState(false)
  const { restriction, tableId } = table
  const { data: mark } = useQuery({ ...importMarkQuery(tableId), enabled: restriction !== null })
  if (restriction === null) return null
  const findings = mark?.findings ?? []
  return (
    <>
      <Strip
        tone="warning"
        action={
          findings.length > 0 ? (
            <Button size="compact-xs" variant="default" onClick={() => setIsOpen(true)}>
              What was found
            </Button>
          ) : null
        }
      >
        {TEXTS[restriction]}
      </Strip>
      <Dialog
        opened={isOpen}
        onClose={() => setIsOpen(false)}
        title={`What is wrong with ${table.name}`}
        width={DIALOG_WIDTH}
      >
        <ProblemList title={mark?.source ?? ''} problems={findings} />
      </Dialog>
    </>
  )
}
