import type { ReactNode } from 'react'
import type { ComparisonSummary, FileChangeKind } from '../../../shared/contract/comparisons.ts'
import { formatCount } from '../../ui/format.ts'
import { CHANGE_SIGNS, CHANGE_WORDS } from './change-row.ts'
import classes from './compare.module.css'

export interface FileKindsProps {
  readonly totals: ComparisonSummary['files']
  readonly kind: FileChangeKind | undefined
  readonly onChoose: (kind: FileChangeKind | undefined) => void
}

/** How many files differ in which way; each way is a filter. */
export function FileKinds({ totals, kind, onChoose }: FileKindsProps): ReactNode {
  const all = totals.reduce((sum, { files }) => sum + files, 0)
  return (
    <fieldset className={classes.kinds} aria-label="Which files are listed">
      <button type="button" aria-pressed={kind === undefined} onClick={() => onChoose(undefined)}>
        <b>{formatCount(all)}</b> {all === 1 ? 'file differs' : 'files differ'}
      </button>
      {totals.map(({ kind: of, files }) => (
        <button
          key={of}
          type="button"
          aria-pressed={kind === of}
          onClick={() => onChoose(kind === of ? undefined : of)}
        >
          <span className={classes.sign} data-kind={of} aria-hidden="true">
            {CHANGE_SIGNS[of]}
          </span>{' '}
          <b>{formatCount(files)}</b> {CHANGE_WORDS[of]}
        </button>
      ))}
    </fieldset>
  )
}
