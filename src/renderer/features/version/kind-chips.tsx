import type { ReactNode } from 'react'
import type { ActionCounts, ActionKind } from '../../../shared/contract/schemas.ts'
import { formatCount } from '../../ui/format.ts'
import classes from './version.module.css'

export const ACTION_KINDS = [
  'add',
  'remove',
  'cdc',
  'metaData',
  'protocol',
  'txn',
  'domainMetadata',
  'commitInfo',
  'unknown',
] as const satisfies readonly ActionKind[]

export function actionTotal(counts: ActionCounts): number {
  return ACTION_KINDS.reduce((sum, kind) => sum + counts[kind], 0)
}

export interface KindChipsProps {
  readonly counts: ActionCounts
  readonly kind: ActionKind | undefined
  readonly onPick: (kind: ActionKind | undefined) => void
}

/** How many actions of each kind; picking one shows only these, picking it again all. */
export function KindChips({ counts, kind, onPick }: KindChipsProps): ReactNode {
  const present = ACTION_KINDS.filter(name => counts[name] > 0 || name === kind)
  return (
    <fieldset className={classes.chips} aria-label="Show only actions of one kind">
      {present.map(name => (
        <button
          key={name}
          type="button"
          className={classes.chip}
          data-kind={name}
          aria-pressed={name === kind}
          onClick={() => onPick(name === kind ? undefined : name)}
        >
          {name} <b>{formatCount(counts[name])}</b>
        </button>
      ))}
    </fieldset>
  )
}
