import { Switch } from '@mantine/core'
import type { ReactNode } from 'react'
import { type ScenarioWriter, SIMULATED_STRATEGIES } from '../../../../shared/contract/scenarios.ts'
import { Amount, Choice, Words } from './fields.tsx'
import classes from './form.module.css'
import type { WriterFieldsProps } from './writers-part.tsx'

const LEVELS = ['table', 'Serializable', 'WriteSerializable'] as const
const STRATEGIES = ['scenario', ...SIMULATED_STRATEGIES] as const
const READS = ['operation', 'nothing', 'table', 'scan'] as const
const THINK_MS_MAX = 600_000

/** What most writers leave as it is. */
export function WriterDetails({ writer, onChange }: WriterFieldsProps): ReactNode {
  const { partition, app, thinkMs, reads, isolation, strategy, restarts } = writer
  return (
    <div className={classes.fields}>
      <Words
        label="Partition"
        placeholder="the first"
        value={partition ?? ''}
        onChange={value => onChange({ partition: value === '' ? null : value })}
      />
      <Words
        label="App of its txns"
        placeholder="its name"
        value={app ?? ''}
        onChange={value => onChange({ app: value === '' ? null : value })}
      />
      <Amount
        label="Thinks for"
        hint="Between two commits; a schedule does not wait"
        value={thinkMs}
        max={THINK_MS_MAX}
        suffix=" ms"
        width={96}
        onChange={value => onChange({ thinkMs: value })}
      />
      <Choice
        label="Declares to have read"
        value={reads.kind}
        words={READS}
        names={{ operation: 'what it depends on', nothing: 'nothing', table: 'the whole table', scan: 'a predicate' }}
        width={160}
        onChange={kind => onChange({ reads: readsOf(kind) })}
      />
      {reads.kind === 'scan' ? (
        <Words
          label="Predicate"
          value={reads.predicate}
          width={200}
          onChange={predicate => onChange({ reads: { kind: 'scan', predicate } })}
        />
      ) : null}
      <Choice
        label="Isolation"
        value={isolation ?? 'table'}
        words={LEVELS}
        names={{ table: 'the table’s' }}
        width={150}
        onChange={level => onChange({ isolation: level === 'table' ? null : level })}
      />
      <Choice
        label="Strategy"
        value={strategy ?? 'scenario'}
        words={STRATEGIES}
        names={{ scenario: 'the scenario’s' }}
        width={160}
        onChange={value => onChange({ strategy: value === 'scenario' ? null : value })}
      />
      <Switch
        className={classes.switch ?? ''}
        size="xs"
        label="Begins anew after a crash"
        checked={restarts}
        onChange={event => onChange({ restarts: event.currentTarget.checked })}
      />
    </div>
  )
}

function readsOf(kind: ScenarioWriter['reads']['kind']): ScenarioWriter['reads'] {
  return kind === 'scan' ? { kind, predicate: 'true' } : { kind }
}
