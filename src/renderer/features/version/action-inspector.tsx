import { Anchor, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode, Ref } from 'react'
import { formatIssuePath } from '../../../shared/delta/issue.ts'
import { useTable } from '../../app/table-scope.tsx'
import { CopyIcon } from '../../ui/copy-icon.tsx'
import { FactList } from '../../ui/fact-list.tsx'
import { formatCount } from '../../ui/format.ts'
import { actionFacts } from './action-facts.tsx'
import type { ActionRow } from './action-row.ts'
import { MetadataDetails } from './metadata-details.tsx'
import { ProtocolDetails } from './protocol-details.tsx'
import { StatsDetails } from './stats-details.tsx'
import classes from './version.module.css'

export interface ActionInspectorProps {
  readonly row: ActionRow | undefined
  readonly ref: Ref<HTMLElement>
}

/** Every field of one action, those this program does not know included. */
export function ActionInspector({ row, ref }: ActionInspectorProps): ReactNode {
  return (
    <section ref={ref} className={classes.inspector} tabIndex={-1} aria-label="Selected action">
      {row ? <ActionDetails row={row} /> : <Text c="var(--dd-text-dim)">Select an action to see all of it.</Text>}
    </section>
  )
}

function ActionDetails({ row }: { readonly row: ActionRow }): ReactNode {
  const { action } = row
  const { name } = useTable()
  return (
    <>
      <header className={classes.inspectorTitle}>
        <span className={classes.kind} data-kind={row.kind}>
          {row.kind}
        </span>
        <span>action {formatCount(row.ordinal + 1)}</span>
        <CopyIcon value={row.line} what="the action as JSON" />
      </header>
      {row.isPath ? (
        <p className={classes.fullPath}>
          <span>{row.subject}</span> <CopyIcon value={row.subject} what="the path" />
        </p>
      ) : null}
      {row.isPath ? (
        <p className={classes.statsLine}>
          <Anchor
            size="sm"
            renderRoot={props => (
              <Link to="/t/$name/blame" params={{ name }} search={{ path: row.subject }} {...props} />
            )}
          >
            Which versions changed this file
          </Anchor>
        </p>
      ) : null}
      {row.issues.map(issue => (
        <p key={`${issue.rule}${issue.message}`} className={classes.issue} data-severity={issue.severity}>
          <b>{issue.rule}</b> {formatIssuePath(issue.path)} {issue.message}
        </p>
      ))}
      {action?.kind === 'metaData' ? <MetadataDetails metadata={action} /> : null}
      {action?.kind === 'protocol' ? <ProtocolDetails protocol={action} /> : null}
      <h2>Fields</h2>
      <FactList label={`Fields of the ${row.kind}`} facts={actionFacts(row)} />
      {(action?.kind === 'add' || action?.kind === 'remove') && action.stats !== undefined ? (
        <StatsDetails text={action.stats} stats={row.stats} />
      ) : null}
    </>
  )
}
