import type { ReactNode } from 'react'
import type { VersionSummary } from '../../../shared/contract/schemas.ts'
import classes from './history.module.css'

/** The operation's name, with a word for what else a reader should not overlook. */
export function OperationCell({ row }: { readonly row: VersionSummary }): ReactNode {
  const { operation, operationParameters, counts, kind } = row
  const title = operationParameters ? `${operation}\n${operationParameters}` : operation
  return (
    <span className={classes.operation} title={title}>
      <span className={classes.operationName}>{operation}</span>
      {kind === 'base' ? <Mark word="base" tone="neutral" hint="The state that a checkpoint gave" /> : null}
      {counts.protocol > 0 ? <Mark word="protocol" tone="protocol" hint="Changes the protocol" /> : null}
      {counts.metaData > 0 ? (
        <Mark word="metadata" tone="schema" hint="Changes schema, partitioning or properties" />
      ) : null}
      {counts.unknown > 0 ? (
        <Mark word="unknown" tone="unknown" hint="Holds actions unknown to this app; they are kept" />
      ) : null}
    </span>
  )
}

function Mark({
  word,
  tone,
  hint,
}: {
  readonly word: string
  readonly tone: string
  readonly hint: string
}): ReactNode {
  return (
    <span className={classes.mark} data-tone={tone} title={hint}>
      {word}
    </span>
  )
}
