import { MultiSelect } from '@mantine/core'
import type { ReactNode } from 'react'
import { OPERATIONS, type ScenarioWriter } from '../../../../shared/contract/scenarios.ts'
import {
  SIMULATION_COMMIT_FILES_MAX,
  SIMULATION_COMMITS_MAX,
  SIMULATION_WRITERS_MAX,
} from '../../../../shared/limits.ts'
import { WRITER_DEFAULTS } from '../../../../shared/scenario/defaults.ts'
import { Amount, Choice, Words } from './fields.tsx'
import classes from './form.module.css'
import { OnConflictFields } from './on-conflict-fields.tsx'
import { Card, Part, replaced, without } from './part.tsx'
import type { PartProps } from './scenario-form.tsx'
import { WriterDetails } from './writer-details.tsx'

/** The writers: what each of them does, how often, and what it does when somebody else was first. */
export function WritersPart({ scenario, onChange }: PartProps): ReactNode {
  const { writers, tables } = scenario
  const names = tables.map(({ name }) => name)
  const change = (next: readonly ScenarioWriter[]) => onChange({ ...scenario, writers: [...next] })
  const copy = (writer: ScenarioWriter) => change([...writers, { ...writer, name: nextName(writers) }])
  const [firstTable = 'orders'] = names
  const fresh = { ...WRITER_DEFAULTS, name: '', tables: [firstTable], reads: { kind: 'operation' as const } }
  const canAdd = writers.length < SIMULATION_WRITERS_MAX
  return (
    <Part
      title="Writers"
      {...(canAdd ? { add: 'Writer', onAdd: () => copy({ ...fresh, onConflict: { kind: 'fail' } }) } : {})}
    >
      {writers.map((writer, index) => (
        <WriterCard
          // biome-ignore lint/suspicious/noArrayIndexKey: names change while they are typed
          key={index}
          writer={writer}
          tables={names}
          onChange={part => change(replaced(writers, index, part))}
          onCopy={canAdd ? () => copy(writer) : undefined}
          onRemove={writers.length > 1 ? () => change(without(writers, index)) : undefined}
        />
      ))}
    </Part>
  )
}

export interface WriterFieldsProps {
  readonly writer: ScenarioWriter
  readonly onChange: (part: Partial<ScenarioWriter>) => void
}

interface WriterCardProps extends WriterFieldsProps {
  readonly tables: readonly string[]
  readonly onCopy: (() => void) | undefined
  readonly onRemove: (() => void) | undefined
}

function WriterCard({ writer, tables, onChange, onCopy, onRemove }: WriterCardProps): ReactNode {
  const { name, count, operation, files, commits } = writer
  return (
    <Card name={`writer ${name}`} onCopy={onCopy} onRemove={onRemove}>
      <Words label="Name" value={name} width={96} onChange={value => onChange({ name: value })} />
      <Amount
        label="How many"
        value={count}
        min={1}
        max={SIMULATION_WRITERS_MAX}
        onChange={value => onChange({ count: value })}
      />
      <Choice
        label="Does"
        value={operation}
        words={OPERATIONS}
        names={OPERATION_NAMES}
        width={156}
        onChange={value => onChange({ operation: value })}
      />
      <Amount
        label="Files"
        hint="Files that one commit adds, removes or rewrites"
        value={files}
        max={SIMULATION_COMMIT_FILES_MAX}
        onChange={value => onChange({ files: value })}
      />
      <Amount
        label="Commits"
        value={commits}
        min={1}
        max={SIMULATION_COMMITS_MAX}
        onChange={value => onChange({ commits: value })}
      />
      {tables.length > 1 ? (
        <MultiSelect
          label="Tables"
          title="In the order in which they are locked, where the operation takes several"
          size="xs"
          w={200}
          data={[...tables]}
          value={[...writer.tables]}
          onChange={value => {
            if (value.length > 0) onChange({ tables: value })
          }}
        />
      ) : null}
      <OnConflictFields writer={writer} onChange={onChange} />
      <details className={classes.details}>
        <summary>More: partition, reads, isolation, strategy …</summary>
        <WriterDetails writer={writer} onChange={onChange} />
      </details>
    </Card>
  )
}

const OPERATION_NAMES: Readonly<Record<ScenarioWriter['operation'], string>> = {
  append: 'append',
  overwrite: 'overwrite a partition',
  delete: 'delete',
  compact: 'compact',
  upsert: 'upsert',
  'change-schema': 'change the schema',
  stream: 'stream with a txn id',
  together: 'several tables at once',
  foreign: 'foreign SQL',
  read: 'only read',
}

/** The first letter that no writer has. */
function nextName(writers: readonly ScenarioWriter[]): string {
  const taken = new Set(writers.map(({ name }) => name))
  const letter = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].find(one => !taken.has(one))
  return letter ?? `W${writers.length + 1}`
}
