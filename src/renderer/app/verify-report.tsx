import { IconCircleCheck, IconCircleX, IconInfoCircle } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { VerifyReport } from '../../shared/contract/mirror-verification.ts'
import { formatCount } from '../ui/format.ts'
import classes from './task-parts.module.css'

const ICON = { size: 15, stroke: 1.75 } as const
const FINDINGS_SHOWN = 100

const WORDS = {
  identical: 'byte for byte as committed',
  equivalent: 'the same actions in other bytes',
  different: 'different',
  missing: 'missing',
  foreign: 'beyond the head',
} as const satisfies Record<keyof VerifyReport['counts'], string>

/** What a verification of a mirror has found: counts, the table as its files give it, and each file that is not as it should be. */
export function VerifyReportList({
  report,
  table,
}: {
  readonly report: VerifyReport
  /** Findings link to its versions. */
  readonly table?: string
}): ReactNode {
  const { counts, unpublished, repaired, read, findings, snapshot, from, to } = report
  const shown = findings.slice(0, FINDINGS_SHOWN)
  return (
    <>
      <ul className={classes.checks} aria-label="Verification">
        {(['identical', 'equivalent', 'different', 'missing', 'foreign'] as const)
          .filter(verdict => counts[verdict] > 0)
          .map(verdict => (
            <li key={verdict} data-tone={toneOf(verdict)}>
              {toneOf(verdict) === 'good' ? <IconCircleCheck {...ICON} /> : <IconCircleX {...ICON} />}
              {formatCount(counts[verdict])} {WORDS[verdict]}
            </li>
          ))}
        {snapshot ? (
          <li data-tone={snapshot.state === 'same' ? 'good' : 'bad'}>
            {snapshot.state === 'same' ? <IconCircleCheck {...ICON} /> : <IconCircleX {...ICON} />}
            {snapshot.state === 'same'
              ? `The table that its files give at v${snapshot.version} is the committed one; ${counted(snapshot.checkpoints, 'checkpoint')} and ${counted(snapshot.checksums, 'checksum')} agree with it`
              : `The table that its files give at v${snapshot.version} is another one`}
          </li>
        ) : null}
      </ul>
      <p className={classes.hint}>
        {to < from ? 'Nothing is published yet.' : `Versions ${from} to ${to}, ${formatCount(read)} files read.`}
        {repaired > 0 ? ` ${formatCount(repaired)} of ours put back.` : ''}
        {unpublished > 0 ? ` ${formatCount(unpublished)} are still to be published.` : ''}
      </p>
      {shown.length + (snapshot?.differences.length ?? 0) > 0 ? (
        <ul className={classes.findings} aria-label="Findings">
          {shown.map(({ version, verdict, message, isRepaired }) => (
            <li key={`${version} ${verdict}`}>
              {table === undefined || verdict === 'foreign' ? (
                <span>v{String(version)}</span>
              ) : (
                <Link to="/t/$name/v/$version" params={{ name: table, version: String(version) }}>
                  v{String(version)}
                </Link>
              )}
              <span data-tone={isRepaired ? 'good' : toneOf(verdict)}>{isRepaired ? 'put back' : verdict}</span>
              <span>{message}</span>
            </li>
          ))}
          {snapshot?.differences.map(difference => (
            <li key={difference}>
              <IconInfoCircle {...ICON} aria-hidden="true" />
              <span data-tone="bad">state</span>
              <span>{difference}</span>
            </li>
          ))}
          {findings.length > shown.length ? (
            <li>
              <span>and {formatCount(findings.length - shown.length)} more</span>
            </li>
          ) : null}
        </ul>
      ) : null}
    </>
  )
}

function toneOf(verdict: keyof VerifyReport['counts']): 'good' | 'bad' {
  return verdict === 'identical' || verdict === 'equivalent' ? 'good' : 'bad'
}

function counted(count: number, what: string): string {
  return `${formatCount(count)} ${what}${count === 1 ? '' : 's'}`
}
