import { Fragment, type ReactNode } from 'react'
import classes from './keys.module.css'

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform)
const NAMES: Record<string, string> = {
  Mod: IS_MAC ? '⌘' : 'Ctrl',
  Shift: IS_MAC ? '⇧' : 'Shift',
  Alt: IS_MAC ? '⌥' : 'Alt',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Enter: '↵',
  Escape: 'Esc',
}

/** A key or a chord as it stands on the keyboard: `Mod+K`, `g g`. */
export function Keys({ keys }: { readonly keys: string }): ReactNode {
  if (keys === '') return null
  return (
    <span className={classes.keys}>
      {keys.split(' ').map((chord, position) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the keys of a chord never move
        <Fragment key={position}>
          <kbd className={classes.key}>{chordText(chord)}</kbd>
        </Fragment>
      ))}
    </span>
  )
}

/** `Ctrl K` or `⌘K`: a chord as plain text, for tooltips. */
export function chordText(chord: string): string {
  if (chord === '') return ''
  const parts = chord.split('+').filter(Boolean)
  const names = (parts.length > 0 ? parts : ['+']).map(part => NAMES[part] ?? part)
  return names.join(IS_MAC ? '' : ' ')
}
