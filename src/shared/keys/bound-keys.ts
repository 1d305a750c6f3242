import type { KeyBindings } from '../settings/setting.ts'
import { type Binding, KEYMAP, type KeyAction } from './keymap.ts'

/** An action with the keys that it has just now. */
export type BoundKeys = Binding & { readonly action: KeyAction; readonly isOwn: boolean }

/** Every action with its keys: the user's own where there are any, else those that it comes with. */
export function boundKeys(own: KeyBindings): readonly BoundKeys[] {
  return KEYMAP.map(binding => {
    const keys = Object.hasOwn(own, binding.action) ? own[binding.action] : undefined
    return { ...binding, keys: keys ?? binding.keys, isOwn: keys !== undefined }
  })
}

/** Another action that would answer to the same keys, and how. */
export interface KeyConflict {
  readonly action: KeyAction
  readonly label: string
  /** `same`: the same keys; `begins`: one of the two is the beginning of the other, which then never comes to its end. */
  readonly kind: 'same' | 'begins'
}

/**
 * What a chord for an action would be at odds with. Actions of two different groups are never on one screen and may share
 * keys; those of everywhere share none. The beginning of a sequence is taken for all groups.
 */
export function conflictsOf(action: KeyAction, chord: string, bound: readonly BoundKeys[]): KeyConflict[] {
  const own = bound.find(each => each.action === action)
  return bound.flatMap((other): KeyConflict[] => {
    if (other.action === action || own === undefined) return []
    const meets = other.group === own.group || other.group === 'Everywhere' || own.group === 'Everywhere'
    if (meets && other.keys.includes(chord)) return [{ action: other.action, label: other.label, kind: 'same' }]
    const begins = other.keys.some(keys => keys.startsWith(`${chord} `) || chord.startsWith(`${keys} `))
    return begins ? [{ action: other.action, label: other.label, kind: 'begins' }] : []
  })
}

/** Own bindings with other keys for one action; those that it comes with, or none given, take the own ones back. */
export function withKeys(own: KeyBindings, action: KeyAction, keys: readonly string[] | undefined): KeyBindings {
  const { [action]: _, ...rest } = own
  const usual: readonly string[] = KEYMAP.find(each => each.action === action)?.keys ?? []
  const isUsual = keys !== undefined && keys.length === usual.length && keys.every((each, at) => each === usual[at])
  return keys === undefined || isUsual ? rest : { ...rest, [action]: keys }
}
