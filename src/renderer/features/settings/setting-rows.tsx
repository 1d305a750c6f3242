import { Button, TextInput, Tooltip } from '@mantine/core'
import { IconLock, IconSearch } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import type { SettingsEvent, SettingView } from '../../../shared/contract/settings-contract.ts'
import { SETTINGS } from '../../../shared/settings/settings-table.ts'
import { setSetting } from '../../app/set-setting.ts'
import { SettingControl } from './setting-control.tsx'
import classes from './settings.module.css'

const SOURCES = {
  default: 'default',
  user: 'your setting',
  'command-line': 'set at the start',
  policy: 'policy',
} as const

/** Every setting with its value and where that is from, found by what it is called or means. */
export function SettingRows({ event }: { readonly event: SettingsEvent }): ReactNode {
  const [search, setSearch] = useState('')
  const words = search.trim().toLowerCase()
  const found = event.settings.filter(({ key }) => SETTINGS[key].shape.kind !== 'keys' && textOf(key).includes(words))
  return (
    <>
      <TextInput
        w={280}
        aria-label="Search settings"
        placeholder="What it is about"
        leftSection={<IconSearch size={13} stroke={1.75} />}
        value={search}
        onChange={({ currentTarget }) => setSearch(currentTarget.value)}
      />
      {found.length === 0 ? <p className={classes.hint}>No setting is about that.</p> : null}
      {[...Map.groupBy(found, ({ key }) => SETTINGS[key].section)].map(([section, views]) => (
        <section key={section} className={classes.group} aria-label={`${section} settings`}>
          <h3>{section}</h3>
          {views.map(view => (
            <Row key={view.key} view={view} />
          ))}
        </section>
      ))}
    </>
  )
}

function Row({ view }: { readonly view: SettingView }): ReactNode {
  const { key, source, from, lockedBy, own } = view
  const { label, meaning, effect } = SETTINGS[key]
  return (
    <div className={classes.row} data-locked={lockedBy !== null || undefined}>
      <div className={classes.words}>
        <span>{label}</span>
        <small>
          {meaning}
          {effect === 'at once' ? '' : ` Counts ${effect}.`}
        </small>
      </div>
      <SettingControl view={view} />
      <div className={classes.source}>
        <Tooltip label={<Origin view={view} />} multiline maw={420} disabled={source === 'default'}>
          <span className={classes.tag} data-source={source} {...(source === 'default' ? {} : { tabIndex: 0 })}>
            {lockedBy === null ? null : <IconLock size={12} stroke={2} aria-hidden="true" />}
            <span>
              {SOURCES[source]}
              {source === 'policy' ? <small>{from}</small> : null}
            </span>
          </span>
        </Tooltip>
        {own !== null && lockedBy === null ? (
          <Button
            variant="subtle"
            size="compact-xs"
            aria-label={`Reset ${label}`}
            onClick={() => void setSetting(key, null)}
          >
            Reset
          </Button>
        ) : null}
      </div>
    </div>
  )
}

/** Where a value is from, and what of the user's own it overrules. */
function Origin({ view: { source, from, lockedBy, own } }: { readonly view: SettingView }): ReactNode {
  const overruled = own !== null && source !== 'user' ? ` Your own value is ${JSON.stringify(own)}.` : ''
  if (lockedBy !== null) return `${lockedBy}${overruled}`
  return source === 'command-line'
    ? `Set ${from}, for this run.${overruled} What you change here counts from the next start.`
    : from
}

function textOf(key: SettingView['key']): string {
  const { label, meaning, section } = SETTINGS[key]
  return [key, label, meaning, section].join(' ').toLowerCase()
}
