import { Checkbox, TextInput } from '@mantine/core'
import classes from './replay.module.css'

/** How a replay commits. */
export interface ReplayChoices {
  readonly renew: boolean
  readonly dropCommitInfo: boolean
  readonly ask: boolean
  readonly dryRun: boolean
  readonly step: boolean
  readonly rewriteFrom: string
  readonly rewriteTo: string
}

export const CHOICES: ReplayChoices = {
  renew: false,
  dropCommitInfo: false,
  ask: true,
  dryRun: false,
  step: false,
  rewriteFrom: '',
  rewriteTo: '',
}

const CHECKS = [
  ['step', 'Step through: wait before every version'],
  ['ask', 'Ask at a version that cannot be committed, instead of stopping'],
  ['dryRun', 'Only try: hold every version against the rules and write nothing'],
  ['renew', 'Give every commitInfo the time of its replay'],
  ['dropCommitInfo', 'Leave the commitInfo out'],
] as const

export function ChoiceList({
  options,
  onChange,
}: {
  readonly options: ReplayChoices
  readonly onChange: (options: ReplayChoices) => void
}) {
  return (
    <fieldset className={classes.options}>
      <legend>How</legend>
      {CHECKS.map(([key, label]) => (
        <Checkbox
          key={key}
          label={label}
          checked={options[key]}
          onChange={event => onChange({ ...options, [key]: event.currentTarget.checked })}
        />
      ))}
      <div className={classes.pair}>
        <TextInput
          label="Paths that begin with"
          value={options.rewriteFrom}
          onChange={event => onChange({ ...options, rewriteFrom: event.currentTarget.value })}
        />
        <TextInput
          label="begin with this instead"
          value={options.rewriteTo}
          onChange={event => onChange({ ...options, rewriteTo: event.currentTarget.value })}
        />
      </div>
    </fieldset>
  )
}
