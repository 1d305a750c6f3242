import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { StateChange } from '../../../shared/delta/comparison-report.ts'
import classes from './compare.module.css'
import type { VersionsBehind } from './versions-behind.ts'

const TITLES: Readonly<Record<StateChange['part'], string>> = {
  schema: 'Schema',
  partitioning: 'Partitioning',
  property: 'Properties',
  detail: 'Details of the table',
  protocol: 'Protocol',
  transaction: 'Application transactions',
  domain: 'Domain metadata',
}
const PARTS = Object.keys(TITLES) as StateChange['part'][]

export interface StateSectionProps {
  readonly table: string
  /** Absent while both states are read. */
  readonly changes: readonly StateChange[] | undefined
  readonly behind: VersionsBehind | undefined
  /** The newer of the two versions. */
  readonly at: bigint
}

/** What differs besides files, by meaning, each with the version that it comes from. */
export function StateSection({ table, changes, behind, at }: StateSectionProps): ReactNode {
  if (!changes) return <p className={classes.quiet}>Reading schema and properties …</p>
  if (changes.length === 0) {
    return <p className={classes.quiet}>Schema, properties, protocol, transactions and domains are the same.</p>
  }
  return PARTS.map(part => {
    const own = changes.filter(change => change.part === part)
    if (own.length === 0) return null
    return (
      <details key={part} className={classes.section} open>
        <summary>
          {TITLES[part]} <span className={classes.count}>{own.length}</span>
        </summary>
        <ul>
          {own.map(change => (
            <li key={`${change.sign}${change.subject}${change.what}`}>
              <span className={classes.sign} data-kind={KIND_OF_SIGN[change.sign]}>
                {change.sign === '-' ? '−' : change.sign}
              </span>
              <span>
                <b>{change.subject}</b> {change.what}
              </span>
              <Behind table={table} change={change} version={behind?.get(`${part} ${change.subject}`)} at={at} />
            </li>
          ))}
        </ul>
      </details>
    )
  })
}

const KIND_OF_SIGN = { '+': 'added', '-': 'removed', '~': 'refreshed' } as const

function Behind(props: {
  readonly table: string
  readonly change: StateChange
  readonly version: bigint | undefined
  readonly at: bigint
}): ReactNode {
  const { table, change, version, at } = props
  if (version === undefined) return null
  const search =
    change.part === 'schema'
      ? { column: change.subject, at: `${at}` }
      : change.part === 'property'
        ? { property: change.subject, at: `${at}` }
        : undefined
  return search ? (
    <Link to="/t/$name/blame" params={{ name: table }} search={search} className={classes.link ?? ''}>
      v{`${version}`}
    </Link>
  ) : (
    <Link to="/t/$name/v/$version" params={{ name: table, version: `${version}` }} className={classes.link ?? ''}>
      v{`${version}`}
    </Link>
  )
}
