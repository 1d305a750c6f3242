import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useDeferredValue } from 'react'
import type { ActionSum, ChosenActions } from '../../../shared/contract/arranged-actions.ts'
import { actionSumQuery } from '../../api/action-queries.ts'
import { formatBytes, formatCount, formatShortCount } from '../../ui/format.ts'
import type { ArrangedActions } from './use-arranged-actions.ts'
import type { SelectedActions } from './use-selected-actions.ts'
import classes from './version.module.css'

/** How many actions are shown, of how many; of a part of them also what it comes to. */
export function SumsOfAll({
  actions,
  total,
}: {
  readonly actions: ArrangedActions
  readonly total: number
}): ReactNode {
  const { count, sums, isArranging } = actions
  const number =
    count === undefined || count === total ? formatCount(total) : `${formatCount(count)} of ${formatCount(total)}`
  const files = count === total ? [] : (sums?.filter(({ bytes }) => bytes > 0n) ?? [])
  return (
    <output className={classes.found}>
      {number} {total === 1 ? 'action' : 'actions'}
      {isArranging ? ' · reading …' : files.length > 0 ? ` · ${files.map(sumText).join(' · ')}` : ''}
    </output>
  )
}

export interface SelectionSumsProps {
  readonly chosen: ChosenActions
  readonly actions: ArrangedActions
  readonly selection: SelectedActions
}

/** What a selection of several actions comes to; nothing for one. */
export function SelectionSums({ chosen, actions, selection }: SelectionSumsProps): ReactNode {
  const { from, to } = useDeferredValue(selection)
  const ordinals = actions.ordinalsOf(from, to)
  const isSeveral = to > from && ordinals.length > 1
  const name = `${ordinals[0]}-${ordinals.at(-1)}-${ordinals.length}`
  const { tableId, version } = chosen
  const { data, isFetching, error } = useQuery({
    ...actionSumQuery(tableId, version, name, ordinals),
    enabled: isSeveral,
  })
  if (!isSeveral) return null
  const files = data?.filter(({ bytes, kind }) => bytes > 0n || kind === 'add' || kind === 'remove') ?? []
  return (
    <output className={classes.sums} aria-label="Sum of the selection" aria-busy={isFetching}>
      <b>
        {formatCount(ordinals.length)} {ordinals.length === 1 ? 'action' : 'actions'} selected
      </b>
      {error ? <span>The sum could not be read</span> : null}
      {files.map(sum => (
        <span key={sum.kind} data-kind={sum.kind}>
          {sumText(sum)}
        </span>
      ))}
      {data && files.length === 0 ? <span>no file among them</span> : null}
    </output>
  )
}

/** `+12 files, 3.1 GB, 9.2 M rows`. */
function sumText({ kind, actions, bytes, rows }: ActionSum): string {
  const sign = kind === 'add' ? '+' : kind === 'remove' ? '−' : `${kind} `
  const files = `${sign}${formatCount(actions)} ${actions === 1 ? 'file' : 'files'}, ${formatBytes(bytes)}`
  return rows === null ? files : `${files}, ${formatShortCount(rows)} rows`
}
