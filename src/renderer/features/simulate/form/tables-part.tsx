import { TagsInput } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ScenarioTable } from '../../../../shared/contract/scenarios.ts'
import { SIMULATION_TABLE_FILES_MAX, SIMULATION_TABLES_MAX } from '../../../../shared/limits.ts'
import { TABLE_DEFAULTS } from '../../../../shared/scenario/defaults.ts'
import { parseVersion } from '../../../app/search-params.ts'
import { Amount, Choice, Words } from './fields.tsx'
import { Card, Part, replaced, without } from './part.tsx'
import type { PartProps } from './scenario-form.tsx'

const LEVELS = ['Serializable', 'WriteSerializable'] as const

/** The tables as the run begins: made by a recipe, or copied from a real one. */
export function TablesPart({ scenario, onChange }: PartProps): ReactNode {
  const { tables } = scenario
  const change = (next: readonly ScenarioTable[]) => onChange({ ...scenario, tables: [...next] })
  const canAdd = tables.length < SIMULATION_TABLES_MAX
  const add = () => {
    const name = `table${tables.length + 1}`
    change([...tables, { ...TABLE_DEFAULTS, name, source: { kind: 'made', files: 2, partitions: [] } }])
  }
  return (
    <Part title="Tables" {...(canAdd ? { add: 'Table', onAdd: add } : {})}>
      {tables.map((table, index) => (
        <TableCard
          // biome-ignore lint/suspicious/noArrayIndexKey: names change while they are typed
          key={index}
          table={table}
          onChange={part => change(replaced(tables, index, part))}
          onRemove={tables.length > 1 ? () => change(without(tables, index)) : undefined}
        />
      ))}
    </Part>
  )
}

interface TableCardProps {
  readonly table: ScenarioTable
  readonly onChange: (part: Partial<ScenarioTable>) => void
  readonly onRemove: (() => void) | undefined
}

function TableCard({ table, onChange, onRemove }: TableCardProps): ReactNode {
  const { name, source, isolation } = table
  const setSource = (next: ScenarioTable['source']) => onChange({ source: next })
  return (
    <Card name={`table ${name}`} onRemove={onRemove}>
      <Words label="Name" value={name} onChange={value => onChange({ name: value })} />
      <Choice
        label="Begins as"
        value={source.kind}
        words={['made', 'clone']}
        names={{ made: 'made of files', clone: 'copy of a table' }}
        onChange={kind =>
          setSource(kind === 'made' ? { kind, files: 2, partitions: [] } : { kind, table: 'name', version: null })
        }
      />
      {source.kind === 'made' ? (
        <>
          <Amount
            label="Files"
            value={source.files}
            max={SIMULATION_TABLE_FILES_MAX}
            onChange={files => setSource({ ...source, files })}
          />
          <TagsInput
            label="Partitions"
            placeholder={source.partitions.length === 0 ? 'none' : ''}
            w={220}
            size="xs"
            value={[...source.partitions]}
            onChange={partitions => setSource({ ...source, partitions })}
          />
        </>
      ) : (
        <>
          <Words
            label="Table"
            value={source.table}
            width={180}
            onChange={value => setSource({ ...source, table: value })}
          />
          <Words
            label="At version"
            placeholder="the head"
            width={100}
            value={source.version === null ? '' : String(source.version)}
            onChange={value => setSource({ ...source, version: parseVersion(value) ?? null })}
          />
        </>
      )}
      <Choice
        label="Isolation"
        value={isolation}
        words={LEVELS}
        width={150}
        onChange={level => onChange({ isolation: level })}
      />
    </Card>
  )
}
