import { Button } from '@mantine/core'
import { IconAlertTriangle, IconChevronRight, IconCircleCheck, IconCircleX } from '@tabler/icons-react'
import { type ReactNode, useMemo, useState } from 'react'
import type { TextEdit } from '../../../../shared/delta/edit-action.ts'
import { formatIssuePath } from '../../../../shared/delta/issue.ts'
import { quickFix } from '../../../../shared/delta/quick-fix.ts'
import { formatCount } from '../../../ui/format.ts'
import classes from '../compose.module.css'
import type { Composition } from '../use-composition.ts'
import { groupIssues, type IssueGroup } from './group-issues.ts'
import type { PlacedIssue } from './placed-issues.ts'
import type { Checks } from './use-checks.ts'

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
            fix={<FixButton group={group} composition={composition} onFix={onFix} />}
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
    </section>
  )
}

interface GroupProps extends Pick<CheckListProps, 'onGoTo'> {
  readonly group: IssueGroup
  readonly fix: ReactNode
}

function Group({ group, onGoTo, fix }: GroupProps): ReactNode {
  const [isOpen, setIsOpen] = useState(false)
  const [first] = group
  if (group.length === 1) {
    return (
      <li>
        <button type="button" className={classes.check} onClick={() => onGoTo(first)}>
          <Severity of={first} />
          <Finding placed={first} place={placeOf(first)} />
        </button>
        {fix}
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
      {fix}
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

/** Mends every place of a group at once, as one step that can be undone. */
function FixButton(props: Pick<CheckListProps, 'composition' | 'onFix'> & { readonly group: IssueGroup }): ReactNode {
  const { group, composition, onFix } = props
  const { draft, checks, isLocked } = composition
  const facts = { nowMs: Date.now(), version: draft.expectedVersion }
  const fix = quickFix(group[0].issue, facts)
  if (!fix || isLocked) return null
  function mend(): void {
    const edits = group.flatMap(({ issue, from }) => quickFix(issue, facts)?.edits(draft.text, from) ?? [])
    // Two findings about one place are mended by the same edit.
    onFix([...new Map(edits.map(edit => [`${edit.from} ${edit.to}`, edit])).values()])
  }
  return (
    <Button className={classes.fix ?? ''} size="compact-xs" variant="default" disabled={!checks.isFresh} onClick={mend}>
      {fix.label}
      {group.length > 1 ? ` (${formatCount(group.length)})` : ''}
    </Button>
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

function TableChecks({ checks, isEmpty }: { readonly checks: Checks; readonly isEmpty: boolean }): ReactNode {
  if (isEmpty) return <p className={classes.note}>Write actions, or start from a template above.</p>
  const { table, errorCount } = checks
  switch (table.kind) {
    case 'waiting':
      return <p className={classes.note}>The table is asked as soon as the text has no errors.</p>
    case 'reading':
      return <p className={classes.note}>Reading the draft …</p>
    case 'gone':
      return (
        <p className={classes.note} data-tone="warning">
          There is no table to check against. {errorCount > 0 ? '' : 'By itself the draft breaks no rule.'}
        </p>
      )
    case 'asking':
      return <p className={classes.note}>Asking the table …</p>
    case 'failed':
      return (
        <p className={classes.note} data-tone="warning">
          The table could not be asked: {table.failure.detail} The writer asks again before it writes.
        </p>
      )
    case 'answered':
      return errorCount > 0 ? (
        <p className={classes.note}>Checked against {headText(table.head)}.</p>
      ) : (
        <p className={classes.note} data-tone="good">
          <IconCircleCheck size={15} aria-hidden="true" /> No rule is broken, checked against {headText(table.head)}.
        </p>
      )
  }
  return table satisfies never
}

function placeOf({ issue, line }: PlacedIssue): string {
  const steps = issue.path.slice(typeof issue.path[0] === 'number' ? 1 : 0)
  const inside = formatIssuePath(steps)
  return [line === undefined ? '' : `line ${line}`, inside].filter(Boolean).join(' · ')
}

function headText(head: bigint): string {
  return head < 0n ? 'the empty table' : `v${head}`
}

function plural(count: number, word: string): string {
  return `${count.toLocaleString('en-US')} ${word}${count === 1 ? '' : 's'}`
}
