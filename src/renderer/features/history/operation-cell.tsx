import { IconBookmarkFilled } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Note } from '../../../shared/contract/histories.ts'
import type { VersionSummary } from '../../../shared/contract/schemas.ts'
import { formatTime } from '../../ui/format.ts'
import classes from './history.module.css'

/** The operation's name, with a word for what else a reader should not overlook. */
export function OperationCell({
  row,
  note,
}: {
  readonly row: VersionSummary
  readonly note: Note | undefined
}): ReactNode {
  const { operation, operationParameters, counts, kind, checkpoint } = row
  const title = operationParameters ? `${operation}\n${operationParameters}` : operation
  return (
    <span className={classes.operation} title={title}>
      <span className={classes.operationName}>{operation}</span>
      {note?.bookmarked ? (
        <IconBookmarkFilled size={13} className={classes.bookmark} role="img" aria-label="Bookmarked" />
      ) : null}
      {note?.note ? (
        <span className={classes.note} title={`${note.note}\n${note.author}, ${formatTime(note.changedAt)}`}>
          {note.note}
        </span>
      ) : null}
      {kind === 'base' ? (
        <Mark
          word="base"
          tone="neutral"
          hint="The state that a checkpoint gave. The versions before it are not recorded and cannot be reconstructed."
        />
      ) : null}
      {counts.protocol > 0 ? <Mark word="protocol" tone="protocol" hint="Changes the protocol" /> : null}
      {counts.metaData > 0 ? (
        <Mark word="metadata" tone="schema" hint="Changes schema, partitioning or properties" />
      ) : null}
      {checkpoint === null ? null : (
        <Mark
          word={CHECKPOINTS[checkpoint].word}
          tone={CHECKPOINTS[checkpoint].tone}
          hint={CHECKPOINTS[checkpoint].hint}
        />
      )}
      {counts.unknown > 0 ? (
        <Mark word="unknown" tone="unknown" hint="Holds actions unknown to this app; they are kept" />
      ) : null}
    </span>
  )
}

const CHECKPOINTS = {
  pending: { word: 'checkpoint due', tone: 'neutral', hint: 'A checkpoint of this version is due' },
  written: {
    word: 'checkpoint',
    tone: 'neutral',
    hint: 'A checkpoint of this version stands beside the published log',
  },
  verified: {
    word: 'checkpoint',
    tone: 'neutral',
    hint: 'A checkpoint of this version stands beside the published log; it was read back and compared',
  },
  failed: { word: 'checkpoint failed', tone: 'unknown', hint: 'No checkpoint of this version could be made' },
} as const

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
