import { useParams, useRouter } from '@tanstack/react-router'
import type { TableSummary } from '../../shared/contract/schemas.ts'
import { isChoosable } from '../../shared/keys/keymap.ts'
import { runKeyAction, useKeyActions } from './key-dispatch.ts'
import { useKeymap } from './keymap.ts'
import { parseVersion } from './search-params.ts'
import { setSetting } from './set-setting.ts'

export type PaletteIcon = 'table' | 'version' | 'command'

/** One line of the palette. */
export interface PaletteEntry {
  readonly id: string
  readonly icon: PaletteIcon
  readonly label: string
  readonly note?: string
  readonly keys?: string
  readonly run: () => void
}

/** Before anything is typed, tables leave room for the commands. */
const TABLES_UNASKED = 5

/** What fits the text: a version number first, then tables, then commands. */
export function usePaletteEntries(text: string, tables: readonly TableSummary[]): PaletteEntry[] {
  const router = useRouter()
  const { name } = useParams({ strict: false })
  const words = text.trim().toLowerCase()
  const commands = useCommands().filter(({ label }) => label.toLowerCase().includes(words))
  // What was found for the letters before may still be there when Enter comes.
  const fitting = tables.filter(table => table.name.toLowerCase().includes(words))
  const found = fitting.map(
    (table): PaletteEntry => ({
      id: table.tableId,
      icon: 'table',
      label: table.name,
      note: table.head < 0n ? 'no version yet' : `v${table.head}`,
      run: () => void router.navigate({ to: '/t/$name/history', params: { name: table.name } }),
    }),
  )
  const version = parseVersion(words.replace(/^v/, ''))
  if (version === undefined || name === undefined)
    return words === '' ? [...found.slice(0, TABLES_UNASKED), ...commands] : [...found, ...commands]
  const jump: PaletteEntry = {
    id: 'version',
    icon: 'version',
    label: `Open version ${version}`,
    note: name,
    run: () => void router.navigate({ to: '/t/$name/v/$version', params: { name, version: String(version) } }),
  }
  return [jump, ...found, ...commands]
}

function useCommands(): PaletteEntry[] {
  const actions = useKeyActions()
  const bound = useKeymap()
    .filter(({ action }) => actions.has(action) && isChoosable(action))
    .map(
      ({ action, label, keys }): PaletteEntry => ({
        id: action,
        icon: 'command',
        label,
        ...(keys[0] === undefined ? {} : { keys: keys[0] }),
        run: () => runKeyAction(action),
      }),
    )
  const schemes = (['auto', 'light', 'dark'] as const).map(
    (scheme): PaletteEntry => ({
      id: `colours ${scheme}`,
      icon: 'command',
      label: scheme === 'auto' ? 'Colours as the system has them' : `Colours: ${scheme}`,
      run: () => void setSetting('appearance.colours', scheme),
    }),
  )
  return [...bound, ...schemes]
}
