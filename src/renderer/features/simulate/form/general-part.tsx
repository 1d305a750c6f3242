import { Switch, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { SIMULATED_STRATEGIES } from '../../../../shared/contract/scenarios.ts'
import { COMMIT_LIMIT_MS_MAX } from '../../../../shared/limits.ts'
import { Amount, Choice } from './fields.tsx'
import classes from './form.module.css'
import { Part } from './part.tsx'
import type { PartProps } from './scenario-form.tsx'

const SEED_MAX = 4_294_967_295

/** What holds for the whole scenario. */
export function GeneralPart({ scenario, onChange }: PartProps): ReactNode {
  const change = (part: Partial<typeof scenario>) => onChange({ ...scenario, ...part })
  const { title, teaches, seed, strategy, guards, lockMs, statementMs } = scenario
  return (
    <Part title="The whole">
      <div className={classes.fields}>
        <Choice
          label="Strategy"
          hint="How writers keep each other out, unless one has its own"
          value={strategy}
          words={SIMULATED_STRATEGIES}
          onChange={value => change({ strategy: value })}
          width={160}
        />
        <Amount label="Seed" value={seed} max={SEED_MAX} onChange={value => change({ seed: value })} width={110} />
        <Amount
          label="Lock limit"
          hint="0: none"
          value={lockMs ?? 0}
          max={COMMIT_LIMIT_MS_MAX}
          suffix=" ms"
          onChange={value => change({ lockMs: value === 0 ? null : value })}
          width={100}
        />
        <Amount
          label="Statement limit"
          hint="0: none"
          value={statementMs ?? 0}
          max={COMMIT_LIMIT_MS_MAX}
          suffix=" ms"
          onChange={value => change({ statementMs: value === 0 ? null : value })}
          width={110}
        />
        <Switch
          className={classes.switch ?? ''}
          size="xs"
          label="Keys and triggers guard the log"
          checked={guards}
          onChange={event => change({ guards: event.currentTarget.checked })}
        />
      </div>
      <TextInput label="Title" value={title} onChange={event => change({ title: event.currentTarget.value })} />
      <TextInput
        label="What it teaches"
        value={teaches}
        onChange={event => change({ teaches: event.currentTarget.value })}
      />
    </Part>
  )
}
