import type { Metadata } from '../actions.ts'
import { COLUMN_KEYS, identityColumn } from '../column-metadata.ts'
import type { StructField } from '../data-type.ts'
import { printAction } from '../print-action.ts'
import { parseSchema, printSchema } from '../schema.ts'

export interface RestoredMetadata {
  /** Absent where the head's metadata stays. */
  readonly metadata?: Metadata | undefined
  /** Sentences. */
  readonly notes: readonly string[]
}

const MODE = 'delta.columnMapping.mode'
const MAX_ID = 'delta.columnMapping.maxColumnId'

/** What only ever goes forward: the log and its files rely on it, whatever the table looked like before. */
const ONE_WAY: readonly RegExp[] = [
  /^delta\.columnMapping\./,
  /^delta\.(enableInCommitTimestamps|inCommitTimestampEnablement\w+)$/,
  /^delta\.(enableRowTracking|rowTracking\.\w+|rowTrackingSuspended)$/,
  /^delta\.requireCheckpointProtectionBeforeVersion$/,
  /^delta\.coordinatedCommits\./,
]

/** The metadata of an earlier version, made fit to follow that of the head. */
export function restoredMetadata(target: Metadata, head: Metadata): RestoredMetadata {
  if (isSame(target, head)) return { notes: [] }
  if (modeOf(target) !== modeOf(head)) {
    const note = `Schema and properties stay as they are at the head: column mapping went from ${modeOf(target)} to ${modeOf(head)} since, and that cannot be taken back.`
    return { notes: [note] }
  }
  const configuration = restoredConfiguration(target, head)
  const kept = [...head.configuration].filter(
    ([key, value]) => isOneWay(key) && target.configuration.get(key) !== value && key !== MAX_ID,
  )
  const schemaString = withHighWaterMarks(target.schemaString, head.schemaString)
  const metadata: Metadata = { ...target, id: head.id, configuration, schemaString }
  const notes = [
    kept.length > 0
      ? [`Kept from the head, because it only goes forward: ${kept.map(([key]) => key).join(', ')}.`]
      : [],
    schemaString === target.schemaString ? [] : ['Identity columns go on from where they are at the head.'],
  ].flat()
  return isSame(metadata, head) ? { notes } : { metadata, notes }
}

function isSame(a: Metadata, b: Metadata): boolean {
  const sorted = (metadata: Metadata) => ({
    ...metadata,
    configuration: new Map([...metadata.configuration].sort(([x], [y]) => (x < y ? -1 : 1))),
  })
  return printAction(sorted(a)) === printAction(sorted(b))
}

function isOneWay(key: string): boolean {
  return ONE_WAY.some(pattern => pattern.test(key))
}

function modeOf({ configuration }: Metadata): string {
  return configuration.get(MODE)?.toLowerCase() ?? 'none'
}

function restoredConfiguration(target: Metadata, head: Metadata): ReadonlyMap<string, string> {
  return new Map([
    ...[...target.configuration].filter(([key]) => !isOneWay(key)),
    ...[...head.configuration].filter(([key]) => isOneWay(key)),
  ])
}

/** Values of an identity column that were given out since must not be given out again. */
function withHighWaterMarks(targetText: string, headText: string): string {
  const [target, head] = [parseSchema(targetText), parseSchema(headText)]
  if (target.kind !== 'ok' || head.kind !== 'ok') return targetText
  const now = new Map(head.value.fields.map(field => [field.name.toLowerCase(), field]))
  let isMoved = false
  const fields = target.value.fields.map(field => {
    const moved = movedField(field, now.get(field.name.toLowerCase()))
    isMoved ||= moved !== field
    return moved
  })
  return isMoved ? printSchema({ ...target.value, fields }) : targetText
}

function movedField(field: StructField, now: StructField | undefined): StructField {
  const before = identityColumn(field.metadata)
  const reached = now && identityColumn(now.metadata)?.highWaterMark
  if (!before || reached === undefined) return field
  const { highWaterMark, step = 1n } = before
  const isFurther = highWaterMark === undefined || (step < 0n ? reached < highWaterMark : reached > highWaterMark)
  if (!isFurther) return field
  const metadata = new Map(field.metadata).set(COLUMN_KEYS.identityHighWaterMark, String(reached))
  return { ...field, metadata }
}
