import { NumberInput, Select, Switch } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { SettingView } from '../../../shared/contract/settings-contract.ts'
import { fitsShape, type SettingValue } from '../../../shared/settings/setting.ts'
import { SETTINGS, type SettingKey, type ValueOf } from '../../../shared/settings/settings-table.ts'
import { LEVEL_NAMES } from '../../app/safety-words.ts'
import { setSetting } from '../../app/set-setting.ts'

const NAMES: Readonly<Record<string, string>> = { ...LEVEL_NAMES, auto: 'As the system', light: 'Light', dark: 'Dark' }

/** What a setting is changed with, by what it may be. Locked ones can be read and not changed. */
export function SettingControl({ view }: { readonly view: SettingView }): ReactNode {
  const { key, value, lockedBy } = view
  const { shape, label } = SETTINGS[key]
  const common = { 'aria-label': label, disabled: lockedBy !== null }
  const set = (next: SettingValue) => {
    // Held to the shape of this very key, which the compiler cannot follow.
    if (fitsShape(shape, next)) void setSetting(key, next as ValueOf<SettingKey>)
  }
  switch (shape.kind) {
    case 'choice':
      return (
        <Select
          {...common}
          w={190}
          data={shape.of.map(each => ({ value: each, label: NAMES[each] ?? each }))}
          value={String(value)}
          allowDeselect={false}
          onChange={next => next !== null && set(next)}
        />
      )
    case 'number':
      return <NumberField {...common} {...shape} value={Number(value)} onCommit={set} />
    case 'yes-or-no':
      return (
        <Switch {...common} checked={value === true} onChange={({ currentTarget }) => set(currentTarget.checked)} />
      )
    case 'keys':
      return null
  }
}

interface NumberFieldProps {
  readonly 'aria-label': string
  readonly disabled: boolean
  readonly value: number
  readonly min: number
  readonly max: number
  readonly unit: string
  readonly onCommit: (value: number) => void
}

/** What is typed counts when the field is left or Enter is pressed, not at each digit. */
function NumberField({ value, unit, onCommit, ...props }: NumberFieldProps): ReactNode {
  const [typed, setTyped] = useState<number | string>()
  const commit = () => {
    if (typed !== undefined && typed !== '' && Number(typed) !== value) onCommit(Number(typed))
    setTyped(undefined)
  }
  return (
    <NumberInput
      {...props}
      w={190}
      allowDecimal={false}
      clampBehavior="blur"
      suffix={` ${unit}`}
      value={typed ?? value}
      onChange={setTyped}
      onBlur={commit}
      onKeyDown={event => event.key === 'Enter' && commit()}
    />
  )
}
