import type { ReactNode } from 'react'
import { FileDetails } from '../../app/file-details.tsx'
import type { PartitionNames } from '../../app/partition-text.ts'
import { formatCount } from '../../ui/format.ts'
import { CHANGE_WORDS, type ChangeRow } from './change-row.ts'
import classes from './compare.module.css'

export interface ChangeInspectorProps {
  readonly table: string
  readonly change: ChangeRow
  readonly names: PartitionNames
}

/** The selected file: what became of it, and all that its newest add says. */
export function ChangeInspector({ table, change, names }: ChangeInspectorProps): ReactNode {
  const file = change.after ?? change.before
  if (!file) return null
  return (
    <details className={classes.section} open>
      <summary>Selected file</summary>
      <FileDetails table={table} file={file} names={names}>
        <p className={classes.what} data-kind={change.kind}>
          {CHANGE_WORDS[change.kind]} in v{`${change.version}`}
          {inPlace(change)}
        </p>
      </FileDetails>
    </details>
  )
}

function inPlace({ before, after }: ChangeRow): string {
  if (!before || !after) return ''
  const hidden = (file: typeof before) => file.add?.deletionVector?.cardinality ?? 0n
  const [old, now] = [hidden(before), hidden(after)]
  return old === now ? '' : `: ${formatCount(old)} → ${formatCount(now)} rows hidden`
}
