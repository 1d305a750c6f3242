import { useSyncExternalStore } from 'react'
import { type BoundKeys, boundKeys } from '../../shared/keys/bound-keys.ts'
import type { KeyAction } from '../../shared/keys/keymap.ts'
import { settingOf, settings } from '../api/settings.ts'

let bound: readonly BoundKeys[] = boundKeys({})
let allowsSingleKeys = true
const listeners = new Set<() => void>()

/** Follows the user's own keys for as long as the page lives. */
export function followKeys(): void {
  settings.subscribe(() => {
    const { value } = settings.state()
    bound = boundKeys(settingOf(value, 'keyboard.bindings'))
    allowsSingleKeys = settingOf(value, 'keyboard.singleKeys')
    for (const listener of listeners) listener()
  })
}

/** Every action with the keys that it has. */
export function keymap(): readonly BoundKeys[] {
  return bound
}

/** The same as state of a component. */
export function useKeymap(): readonly BoundKeys[] {
  return useSyncExternalStore(subscribe, keymap)
}

/** Keys without Ctrl, ⌘ or Alt do something. */
export function singleKeysWork(): boolean {
  return allowsSingleKeys
}

/** The first chord of an action, for tooltips and menus; nothing where it has none. */
export function keysOf(action: KeyAction): string {
  return bound.find(binding => binding.action === action)?.keys[0] ?? ''
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
