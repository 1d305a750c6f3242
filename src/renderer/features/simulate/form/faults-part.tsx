import type { ReactNode } from 'react'
import { FAULT_KINDS, FAULT_STEPS, type ScenarioFault } from '../../../../shared/contract/scenarios.ts'
import { SIMULATION_COMMITS_MAX, SIMULATION_FAULTS_MAX } from '../../../../shared/limits.ts'
import { FAULT_DEFAULTS } from '../../../../shared/scenario/defaults.ts'
import { writerNames } from '../../../../shared/scenario/writer-names.ts'
import { Amount, Choice } from './fields.tsx'
import classes from './form.module.css'
import { Card, Part, replaced, without } from './part.tsx'
import type { PartProps } from './scenario-form.tsx'

const ANYBODY = '(whoever comes first)'
const DELAY_MS_MAX = 600_000

/** What goes wrong, and where. */
export function FaultsPart({ scenario, onChange }: PartProps): ReactNode {
  const { faults } = scenario
  const writers = [ANYBODY, ...writerNames(scenario)]
  const change = (next: readonly ScenarioFault[]) => onChange({ ...scenario, faults: [...next] })
  const add = () => change([...faults, { ...FAULT_DEFAULTS, kind: 'kill', writer: writers[1] ?? null }])
  return (
    <Part title="Faults" {...(faults.length < SIMULATION_FAULTS_MAX ? { add: 'Fault', onAdd: add } : {})}>
      {faults.length === 0 ? <p className={classes.none}>Nothing goes wrong.</p> : null}
      {faults.map((fault, index) => (
        <Card
          // biome-ignore lint/suspicious/noArrayIndexKey: faults have no names
          key={index}
          name={`fault ${index + 1}`}
          onRemove={() => change(without(faults, index))}
        >
          <FaultFields fault={fault} writers={writers} onChange={part => change(replaced(faults, index, part))} />
        </Card>
      ))}
    </Part>
  )
}

function FaultFields({
  fault: { kind, writer, commit, step, ms },
  writers,
  onChange,
}: {
  readonly fault: ScenarioFault
  readonly writers: readonly string[]
  readonly onChange: (part: Partial<ScenarioFault>) => void
}): ReactNode {
  const isAnswer = kind === 'lose-answer' || kind === 'crash-after'
  return (
    <>
      <Choice
        label="What"
        value={kind}
        words={FAULT_KINDS}
        names={FAULT_NAMES}
        width={230}
        onChange={value =>
          onChange(
            value === 'lose-answer' || value === 'crash-after' ? { kind: value, step: 'commit' } : { kind: value },
          )
        }
      />
      <Choice
        label="Whom"
        value={writer ?? ANYBODY}
        words={writers}
        width={160}
        onChange={value => onChange({ writer: value === ANYBODY ? null : value })}
      />
      <Amount
        label="In commit"
        value={commit}
        min={1}
        max={SIMULATION_COMMITS_MAX}
        onChange={value => onChange({ commit: value })}
      />
      <Choice
        label="Before the step"
        value={step}
        words={isAnswer ? ['commit'] : FAULT_STEPS}
        width={120}
        onChange={value => onChange({ step: value })}
      />
      {kind === 'delay' ? (
        <Amount
          label="For"
          value={ms}
          max={DELAY_MS_MAX}
          suffix=" ms"
          width={96}
          onChange={value => onChange({ ms: value })}
        />
      ) : null}
    </>
  )
}

const FAULT_NAMES: Readonly<Record<ScenarioFault['kind'], string>> = {
  kill: 'the server ends its session',
  cut: 'its connection dies',
  'lose-answer': 'the answer to COMMIT is lost',
  delay: 'it stops for a while',
  crash: 'its program ends',
  'crash-after': 'its program ends after COMMIT',
  'restart-server': 'the server crashes and restarts',
}
