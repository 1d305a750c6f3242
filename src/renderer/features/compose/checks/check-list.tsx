import { IconAlertTriangle, IconChevronRight, IconCircleX } from '@tabler/icons-react'
import { type ReactNode, useMemo, useState } from 'react'
import type { TextEdit } from '../../../../shared/delta/edit-action.ts'
import { formatIssuePath } from '../../../../shared/delta/issue.ts'
import { formatCount } from '../../../ui/format.ts'
import classes from '../compose.module.css'
import type { Composition } from '../use-composition.ts'
import { FixButton, type FixButtonProps } from './fix-button.tsx'
import { groupIssues, type IssueGroup } from './group-issues.ts'
import { PassedRules } from './passed-rules.tsx'
import type { PlacedIssue } from './placed-issues.ts'
import { SuppressButton } from './suppress-button.tsx'
import { SuppressedList } from './suppressed-list.tsx'
import { TableChecks } from './table-checks.tsx'

export interface CheckListProps {
  readonly composition: Composition
  readonly onGoTo: (issue: PlacedIssue) => void
  /** Places count in the draft's text, of all edits. */
  readonly onFix: (edits: readonly TextEdit[]) => void
}

const GROUPS_SHOWN_MAX = 100
const PLACES_SHOWN_MAX = 100
const LOCKED = {
  sent: 'The draft is locked until it is known what became of it.',
  committed: 'The draft is in the log now and stays as it is.',
} as const

/** What the rules say of the draft, errors first; each finding leads to its place in the text. */
export function CheckList({ composition, onGoTo, onFix }: CheckListProps): ReactNode {
  const { checks, draft } = composition
  const { issues, errorCount, warningCount } = checks
  const groups = useMemo(() => groupIssues(issues), [issues])
  return (
    <section className={classes.checks} aria-label="Checks">
      <h2>
        Checks
        {errorCount > 0 ? <span className={classes.errors}>{plural(errorCount, 'error')}</span> : null}
        {warningCount > 0 ? <span className={classes.warnings}>{plural(warningCount, 'warning')}</span> : null}
      </h2>
      <ul>
        {groups.slice(0, GROUPS_SHOWN_MAX).map(group => (
          <Group
            key={`${group[0].issue.rule} ${group[0].from} ${group[0].issue.message}`}
            group={group}
            onGoTo={onGoTo}
            actions={<GroupActions group={group} composition={composition} onFix={onFix} />}
          />
        ))}
      </ul>
      {groups.length > GROUPS_SHOWN_MAX ? (
        <p className={classes.note}>and {formatCount(groups.length - GROUPS_SHOWN_MAX)} more</p>
      ) : null}
      {draft.phase === 'open' ? (
        <TableChecks checks={checks} isEmpty={draft.text.trim() === ''} />
      ) : (
        <p className={classes.note}>{LOCKED[draft.phase]}</p>
      )}
      <PassedRules composition={composition} />
      <SuppressedList composition={composition} />
    </section>
  )
}

interface GroupProps extends Pick<CheckListProps, 'onGoTo'> {
  readonly group: IssueGroup
  readonly actions: ReactNode
}

function Group({ group, onGoTo, actions }: GroupProps): ReactNode {
  const [isOpen, setIsOpen] = useState(false)
  const [first] = group
  if (group.length === 1) {
    return (
      <li>
        <button type="button" className={classes.check} onClick={() => onGoTo(first)}>
          <Severity of={first} />
          <Finding placed={first} place={placeOf(first)} />
        </button>
        {actions}
      </li>
    )
  }
  return (
    <li>
      <button type="button" className={classes.check} aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        <Severity of={first} />
        <Finding
          placed={first}
          place={
            <>
              <IconChevronRight
                size={12}
                className={classes.chevron}
                data-open={isOpen || undefined}
                aria-hidden="true"
              />
              {formatCount(group.length)} places
            </>
          }
        />
      </button>
      {actions}
      {isOpen ? (
        <ul className={classes.places}>
          {group.slice(0, PLACES_SHOWN_MAX).map(placed => (
            <li key={`${placed.from} ${placed.issue.message}`}>
              <button type="button" className={classes.placeLink} onClick={() => onGoTo(placed)}>
                <span className={classes.place}>{placeOf(placed)}</span>
                {placed.issue.message === first.issue.message ? '' : placed.issue.message}
              </button>
            </li>
          ))}
          {group.length > PLACES_SHOWN_MAX ? <li>and {formatCount(group.length - PLACES_SHOWN_MAX)} more</li> : null}
        </ul>
      ) : null}
    </li>
  )
}

/** What can be done about a finding besides looking at it. */
function GroupActions(props: FixButtonProps): ReactNode {
  return (
    <span className={classes.findingActions}>
      <FixButton {...props} />
      <SuppressButton issue={props.group[0].issue} composition={props.composition} />
    </span>
  )
}

function Severity({ of: { issue } }: { readonly of: PlacedIssue }): ReactNode {
  return issue.severity === 'error' ? (
    <IconCircleX size={15} data-tone="error" aria-label="Error" />
  ) : (
    <IconAlertTriangle size={15} data-tone="warning" aria-label="Warning" />
  )
}

function Finding({ placed: { issue }, place }: { readonly placed: PlacedIssue; readonly place: ReactNode }): ReactNode {
  return (
    <span>
      <span className={classes.place}>{place}</span>
      {issue.message}
      <span className={classes.rule}>
        {issue.rule}
        {issue.section ? ` · Delta protocol, “${issue.section}”` : ''}
      </span>
    </span>
  )
}

function placeOf({ issue, line }: PlacedIssue): string {
  const steps = issue.path.slice(typeof issue.path[0] === 'number' ? 1 : 0)
  const inside = formatIssuePath(steps)
  return [line === undefined ? '' : `line ${line}`, inside].filter(Boolean).join(' · ')
}

function plural(count: number, word: string): string {
  return `${count.toLocaleString('en-US')} ${word}${count === 1 ? '' : 's'}`
}
