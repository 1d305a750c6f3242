import { IconCheck, IconChevronRight, IconX } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { JudgedWinner } from '../../../../shared/contract/forecast.ts'
import { formatCount } from '../../../ui/format.ts'
import { PathText } from '../../../ui/path-text.tsx'
import { Age } from '../../../ui/values.tsx'
import classes from './forecast.module.css'
import { CLASS_NAMES, JUDGES } from './forecast-words.ts'

const QUIET_SHOWN_MAX = 200

interface WinnerProps {
  readonly winner: JudgedWinner
  readonly tableName: string
}

/** A version that the draft must not follow: what it did, why that matters, and who would see it otherwise. */
export function ConflictRow({ winner, tableName }: WinnerProps): ReactNode {
  const [isOpen, setIsOpen] = useState(true)
  const { verdict } = winner
  return (
    <li className={classes.winner} data-tone="conflict">
      <Head winner={winner} isOpen={isOpen} onToggle={() => setIsOpen(!isOpen)}>
        <span className={classes.chip} data-tone="conflict">
          {verdict.class === null ? '' : CLASS_NAMES[verdict.class]}
        </span>
      </Head>
      {isOpen ? <Details winner={winner} tableName={tableName} /> : null}
    </li>
  )
}

/** Versions in a row that the draft may follow, folded away. */
export function QuietRows(props: {
  readonly winners: readonly [JudgedWinner, ...JudgedWinner[]]
  readonly tableName: string
}): ReactNode {
  const { winners, tableName } = props
  const [isOpen, setIsOpen] = useState(false)
  const [first] = winners
  if (winners.length === 1) return <QuietRow winner={first} tableName={tableName} />
  const last = winners.at(-1) ?? first
  return (
    <li className={classes.winner}>
      <button type="button" className={classes.head} aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        <Chevron isOpen={isOpen} />
        <b>
          v{`${first.version}`} – v{`${last.version}`}
        </b>
        <span className={classes.who}>{formatCount(winners.length)} versions</span>
        <span className={classes.chip}>no conflict</span>
      </button>
      {isOpen ? (
        <ul className={classes.nested}>
          {winners.slice(0, QUIET_SHOWN_MAX).map(winner => (
            <QuietRow key={`${winner.version}`} winner={winner} tableName={tableName} />
          ))}
          {winners.length > QUIET_SHOWN_MAX ? (
            <li className={classes.who}>and {formatCount(winners.length - QUIET_SHOWN_MAX)} more</li>
          ) : null}
        </ul>
      ) : null}
    </li>
  )
}

function QuietRow({ winner, tableName }: WinnerProps): ReactNode {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <li className={classes.winner}>
      <Head winner={winner} isOpen={isOpen} onToggle={() => setIsOpen(!isOpen)}>
        <span className={classes.chip}>no conflict</span>
      </Head>
      {isOpen ? <Details winner={winner} tableName={tableName} /> : null}
    </li>
  )
}

function Head(props: {
  readonly winner: JudgedWinner
  readonly isOpen: boolean
  readonly onToggle: () => void
  readonly children: ReactNode
}): ReactNode {
  const { winner, isOpen, onToggle, children } = props
  return (
    <button type="button" className={classes.head} aria-expanded={isOpen} onClick={onToggle}>
      <Chevron isOpen={isOpen} />
      <b>v{`${winner.version}`}</b>
      <span className={classes.who} title={`${winner.operation} by ${winner.committer}`}>
        {winner.operation}
      </span>
      {children}
    </button>
  )
}

function Chevron({ isOpen }: { readonly isOpen: boolean }): ReactNode {
  return <IconChevronRight size={14} className={classes.chevron} data-open={isOpen || undefined} aria-hidden="true" />
}

function Details({ winner, tableName }: WinnerProps): ReactNode {
  const { version, verdict, files, fileCount, adopts, committer, committedAt } = winner
  return (
    <div className={classes.details}>
      <p>{verdict.reason}</p>
      {adopts.length > 0 ? <p>A rebase takes over its {adopts.join(' and ')}.</p> : null}
      <Files files={files} count={fileCount} />
      <ul className={classes.judges} aria-label={`Who sees v${version} as a conflict`}>
        {JUDGES.map(({ name, of }) => {
          const judged = of(winner)
          const isConflict = judged.class !== null
          return (
            <li key={name} data-tone={isConflict ? 'conflict' : 'fine'} title={judged.reason}>
              {isConflict ? <IconX size={12} aria-label="Conflict at" /> : <IconCheck size={12} aria-label="Fine at" />}{' '}
              {name}
            </li>
          )
        })}
      </ul>
      <p className={classes.by}>
        <Link to="/t/$name/v/$version" params={{ name: tableName, version: `${version}` }}>
          Look at v{`${version}`}
        </Link>{' '}
        by {committer} · <Age at={committedAt} />
      </p>
    </div>
  )
}

function Files({ files, count }: { readonly files: readonly string[]; readonly count: number }): ReactNode {
  const [isOpen, setIsOpen] = useState(false)
  if (count === 0) return null
  return (
    <>
      <button type="button" className={classes.files} aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        <Chevron isOpen={isOpen} /> {count === 1 ? 'The file' : `The ${formatCount(count)} files`}
      </button>
      {isOpen ? (
        <ul className={classes.paths}>
          {files.map(path => (
            <li key={path}>
              <PathText path={path} />
            </li>
          ))}
          {count > files.length ? <li>and {formatCount(count - files.length)} more</li> : null}
        </ul>
      ) : null}
    </>
  )
}
