import type { ReactNode } from 'react'
import { type CommitKind, KIND_WORDS } from './commit-kind.ts'
import classes from './history.module.css'

export interface CommitRailProps {
  readonly kind: CommitKind
  readonly isHead: boolean
  readonly isFirst: boolean
}

const X = 12
const MIDDLE = 14
const BOTTOM = 28

/** One bead on the line of versions; its shape says what the version did. */
export function CommitRail({ kind, isHead, isFirst }: CommitRailProps): ReactNode {
  return (
    <svg className={classes.rail} width={24} height={BOTTOM} data-kind={kind} data-head={isHead}>
      <title>{KIND_WORDS[kind]}</title>
      <line x1={X} x2={X} y1={isHead ? MIDDLE : 0} y2={isFirst ? MIDDLE : BOTTOM} />
      {isHead ? <circle className={classes.halo} cx={X} cy={MIDDLE} r={8} /> : null}
      <Bead kind={kind} />
    </svg>
  )
}

function Bead({ kind }: { readonly kind: CommitKind }): ReactNode {
  switch (kind) {
    case 'protocol':
      return <path className={classes.bead} d={`M${X},${MIDDLE - 6}l6,6l-6,6l-6,-6z`} />
    case 'schema':
      return <path className={classes.bead} d={`M${X},${MIDDLE - 6}l6.5,11h-13z`} />
    case 'base':
      return <rect className={classes.bead} x={X - 5} y={MIDDLE - 5} width={10} height={10} rx={2} />
    case 'append':
    case 'rewrite':
      return <circle className={classes.bead} cx={X} cy={MIDDLE} r={4.5} />
    case 'quiet':
      return <circle className={classes.bead} cx={X} cy={MIDDLE} r={3} />
  }
}
