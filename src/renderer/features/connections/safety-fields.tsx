import { NumberInput, Select } from '@mantine/core'
import type { ReactNode } from 'react'
import { ENVIRONMENTS, effectivePolicy, LEVELS } from '../../../shared/connection/safety.ts'
import type { ConnectionFolder, Profile } from '../../../shared/contract/connections.ts'
import { settingOf, useSettings } from '../../api/settings.ts'
import { ENVIRONMENT_NAMES, LEVEL_MEANINGS, LEVEL_NAMES } from '../../app/safety-words.ts'
import classes from './connections.module.css'
import { type FieldsProps, ParameterField } from './server-fields.tsx'

export interface SafetyFieldsProps extends FieldsProps {
  readonly folders: readonly ConnectionFolder[]
}

/** What the server is for, and how much may be done on it. */
export function SafetyFields({ draft, onDraft, folders }: SafetyFieldsProps): ReactNode {
  const { profile } = draft
  const change = (changes: Partial<Profile>) => onDraft({ ...draft, profile: { ...profile, ...changes } })
  const folder = folders.find(({ name }) => name === profile.folder)
  const { value: settings } = useSettings()
  const policy = effectivePolicy(profile, folder, settingOf(settings, 'safety.unmarkedLevel'))
  const minutesMax = settingOf(settings, 'safety.elevationMinutesMax')
  const isProduction = policy.environment === 'production'
  return (
    <>
      <div className={classes.grid} data-columns="three">
        <Select
          label="Folder"
          data={folders.map(({ name }) => name)}
          value={profile.folder}
          placeholder="none"
          clearable
          onChange={value => change({ folder: value })}
        />
        <Select
          label="Environment"
          data={ENVIRONMENTS.map(value => ({ value, label: ENVIRONMENT_NAMES[value] }))}
          value={profile.environment}
          placeholder={folder?.environment ? `${ENVIRONMENT_NAMES[folder.environment]}, from the folder` : 'not said'}
          clearable
          onChange={value => change({ environment: ENVIRONMENTS.find(each => each === value) ?? null })}
        />
        <Select
          label="Opens"
          data={LEVELS.map(value => ({ value, label: LEVEL_NAMES[value] }))}
          value={isProduction ? 'read-only' : profile.level}
          placeholder={`${LEVEL_NAMES[policy.level]}, inherited`}
          disabled={isProduction}
          clearable
          onChange={value => change({ level: LEVELS.find(each => each === value) ?? null })}
        />
      </div>
      <p className={classes.hint}>
        {isProduction ? 'Production always opens read-only. ' : ''}
        {LEVEL_MEANINGS[policy.level]}
      </p>
      <div className={classes.grid} data-columns="three">
        <NumberInput
          label="A raised level lasts (minutes)"
          min={1}
          max={minutesMax}
          value={profile.elevationMinutes}
          onChange={value => change({ elevationMinutes: Math.max(1, Math.min(minutesMax, Number(value) || 1)) })}
        />
        <ParameterField name="role" label="Role to take on" placeholder="the user's own" {...{ draft, onDraft }} />
        <ParameterField
          name="reader_role"
          label="Role while read-only"
          placeholder="the same"
          {...{ draft, onDraft }}
        />
      </div>
    </>
  )
}
