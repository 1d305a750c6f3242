import { Modal } from '@mantine/core'
import { IconArrowRight, IconChevronRight, IconTable } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, type ReactNode, useDeferredValue, useEffect, useEffectEvent, useId, useState } from 'react'
import { client } from '../api/client.ts'
import { Keys } from '../ui/keys.tsx'
import classes from './command-palette.module.css'
import { type PaletteEntry, type PaletteIcon, usePaletteEntries } from './palette-entries.ts'

export interface CommandPaletteProps {
  readonly opened: boolean
  readonly onClose: () => void
}

const TABLES_SHOWN = 12
const ICONS: Record<PaletteIcon, typeof IconTable> = {
  table: IconTable,
  version: IconArrowRight,
  command: IconChevronRight,
}

/** One field to anywhere: commands, tables by name, a version of the table at hand. */
export function CommandPalette({ opened, onClose }: CommandPaletteProps): ReactNode {
  return (
    <Modal.Root opened={opened} onClose={onClose} size={600} yOffset={72} padding={0}>
      <Modal.Overlay />
      <Modal.Content aria-label="Search or run">
        <Modal.Body>
          <PaletteList onClose={onClose} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}

function PaletteList({ onClose }: { readonly onClose: () => void }): ReactNode {
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState(0)
  const id = useId()
  const search = useDeferredValue(text.trim())
  const { data, isPlaceholderData } = useQuery({
    queryKey: ['tables', 'palette', search],
    queryFn: ({ signal }) => client.tables.list({ ...(search ? { search } : {}), limit: TABLES_SHOWN }, { signal }),
    placeholderData: keepPreviousData,
  })
  const entries = usePaletteEntries(text, data?.tables ?? [])
  const active = Math.min(chosen, entries.length - 1)

  // What is listed belongs to what was typed before; Enter must not run a line that the reader has not asked for.
  const isBehind = isPlaceholderData || data === undefined || search !== text.trim()
  const [awaited, setAwaited] = useState(false)
  const chooseAwaited = useEffectEvent(() => choose(entries[active]))
  useEffect(() => {
    if (awaited && !isBehind) chooseAwaited()
  }, [awaited, isBehind])

  useEffect(() => {
    document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' })
  }, [id, active])

  function choose(entry: PaletteEntry | undefined): void {
    if (!entry) return
    onClose()
    entry.run()
  }
  function pressKey(event: KeyboardEvent): void {
    if (event.key === 'Enter' && isBehind) setAwaited(true)
    else if (event.key === 'Enter') choose(entries[active])
    else if (event.key === 'ArrowDown') setChosen(Math.min(active + 1, entries.length - 1))
    else if (event.key === 'ArrowUp') setChosen(Math.max(active - 1, 0))
    else return
    event.preventDefault()
  }

  return (
    <div className={classes.palette}>
      <input
        className={classes.field}
        placeholder="A table, a version, a command"
        aria-label="Search or run"
        role="combobox"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
        data-autofocus
        value={text}
        onChange={event => {
          setText(event.currentTarget.value)
          setChosen(0)
          setAwaited(false)
        }}
        onKeyDown={pressKey}
      />
      <div className={classes.list} id={id} role="listbox" aria-label="Results">
        {entries.map((entry, position) => {
          const Icon = ICONS[entry.icon]
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field, which keeps the focus
            <div
              key={entry.id}
              id={`${id}-${position}`}
              className={classes.entry}
              role="option"
              tabIndex={-1}
              aria-selected={position === active}
              onMouseMove={() => setChosen(position)}
              onClick={() => choose(entry)}
            >
              <Icon size={15} stroke={1.75} aria-hidden="true" />
              <span className={classes.label}>{entry.label}</span>
              {entry.note ? <span className={classes.note}>{entry.note}</span> : null}
              {entry.keys ? <Keys keys={entry.keys} /> : null}
            </div>
          )
        })}
      </div>
      {entries.length === 0 ? <p className={classes.none}>Nothing is called “{text.trim()}”.</p> : null}
    </div>
  )
}
