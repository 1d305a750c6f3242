import { MultiSelect, Switch } from '@mantine/core'
import type { ReactNode } from 'react'
import { ENDINGS, RULES } from '../../../../shared/contract/scenarios.ts'
import { ENDING_WORDS } from '../words.ts'
import { Choice } from './fields.tsx'
import classes from './form.module.css'
import { Part } from './part.tsx'
import type { PartProps } from './scenario-form.tsx'

/** What is to come of it; a run that does not end so is a failed test. */
export function ClaimPart({ scenario, onChange }: PartProps): ReactNode {
  const { claim } = scenario
  const set = (next: typeof claim) => onChange({ ...scenario, claim: next })
  return (
    <Part title="What it claims">
      <div className={classes.fields}>
        <Switch
          className={classes.switch ?? ''}
          size="xs"
          label="Claims how it ends"
          checked={claim !== null}
          onChange={event => set(event.currentTarget.checked ? { verdict: 'sound', rules: [], sees: [] } : null)}
        />
        {claim ? (
          <>
            <Choice
              label="Verdict"
              value={claim.verdict}
              words={['sound', 'broken']}
              width={110}
              onChange={verdict => set({ ...claim, verdict, rules: verdict === 'sound' ? [] : claim.rules })}
            />
            {claim.verdict === 'broken' ? (
              <MultiSelect
                label="Rules that are broken"
                size="xs"
                w={240}
                data={[...RULES]}
                value={[...claim.rules]}
                onChange={values => set({ ...claim, rules: RULES.filter(rule => values.includes(rule)) })}
              />
            ) : null}
            <MultiSelect
              label="Seen at least once"
              size="xs"
              w={280}
              data={ENDINGS.map(ending => ({ value: ending, label: ENDING_WORDS[ending] }))}
              value={[...claim.sees]}
              onChange={values => set({ ...claim, sees: ENDINGS.filter(ending => values.includes(ending)) })}
            />
          </>
        ) : null}
      </div>
    </Part>
  )
}
