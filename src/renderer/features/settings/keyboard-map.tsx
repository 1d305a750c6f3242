import { Button, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import type { SettingsEvent } from '../../../shared/contract/settings-contract.ts'
import { type BoundKeys, withKeys } from '../../../shared/keys/bound-keys.ts'
import type { KeyAction } from '../../../shared/keys/keymap.ts'
import { settingOf } from '../../api/settings.ts'
import { useKeymap } from '../../app/keymap.ts'
import { setSetting } from '../../app/set-setting.ts'
import { chordText } from '../../ui/keys.tsx'
import { ActionKeys } from './action-keys.tsx'
import classes from './settings.module.css'

/** Every key of every screen, found by what it does or by itself, and changed. */
export function KeyboardMap({ event }: { readonly event: SettingsEvent }): ReactNode {
  const [search, setSearch] = useState('')
  const [edited, setEdited] = useState<KeyAction>()
  const bound = useKeymap()
  const own = settingOf(event, 'keyboard.bindings')
  const lockedBy = event.settings.find(({ key }) => key === 'keyboard.bindings')?.lockedBy ?? null
  const words = search.trim().toLowerCase()
  const found = bound.filter(binding => textOf(binding).includes(words))
  const changed = bound.filter(({ isOwn }) => isOwn).length
  return (
    <>
      <div className={classes.buttons}>
        <TextInput
          w={280}
          aria-label="Search keys"
          placeholder="What it does, or a key"
          leftSection={<IconSearch size={13} stroke={1.75} />}
          value={search}
          onChange={({ currentTarget }) => setSearch(currentTarget.value)}
        />
        {changed === 0 || lockedBy !== null ? null : (
          <Button variant="default" onClick={() => void setSetting('keyboard.bindings', null)}>
            {changed === 1 ? 'Take back the change' : `Take back all ${changed} changes`}
          </Button>
        )}
        {lockedBy === null ? null : <span className={classes.hint}>{lockedBy}</span>}
      </div>
      {found.length === 0 ? <p className={classes.hint}>No key does that.</p> : null}
      <div className={classes.keys}>
        {found.map(binding => (
          <ActionKeys
            key={binding.action}
            binding={binding}
            bound={bound}
            isEdited={edited === binding.action}
            isLocked={lockedBy !== null}
            onEdit={isEdited => setEdited(isEdited ? binding.action : undefined)}
            onKeys={(keys, taken) => {
              const without = taken.reduce((left, { action, keys: rest }) => withKeys(left, action, rest), own)
              void setSetting('keyboard.bindings', withKeys(without, binding.action, keys))
            }}
          />
        ))}
      </div>
    </>
  )
}

function textOf({ label, group, keys }: BoundKeys): string {
  return [label, group, ...keys, ...keys.map(chordText)].join(' ').toLowerCase()
}
