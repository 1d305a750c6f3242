import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { type Binding, KEYMAP } from '../../app/keymap.ts'
import { chordText, Keys } from '../../ui/keys.tsx'
import classes from './settings.module.css'

/** Every key of every screen, found by what it does or by itself. */
export function KeyboardMap(): ReactNode {
  const [search, setSearch] = useState('')
  const words = search.trim().toLowerCase()
  const found = KEYMAP.filter((binding: Binding) => textOf(binding).includes(words))
  return (
    <>
      <TextInput
        w={280}
        aria-label="Search keys"
        placeholder="What it does, or a key"
        leftSection={<IconSearch size={13} stroke={1.75} />}
        value={search}
        onChange={({ currentTarget }) => setSearch(currentTarget.value)}
      />
      {found.length === 0 ? <p className={classes.hint}>No key does that.</p> : null}
      <dl className={classes.keys}>
        {found.map(({ action, keys, label, group }) => (
          <div key={action}>
            <dt>
              {label} <small>{group}</small>
            </dt>
            <dd>
              {keys.map(chord => (
                <Keys key={chord} keys={chord} />
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <p className={classes.hint}>Single letters work while no text field has the focus.</p>
    </>
  )
}

function textOf({ label, group, keys }: Binding): string {
  return [label, group, ...keys, ...keys.map(chordText)].join(' ').toLowerCase()
}
