import { type RefObject, useEffect, useRef, useSyncExternalStore } from 'react'
import { KEYMAP, type KeyAction } from '../../shared/keys/keymap.ts'
import { keymap, singleKeysWork } from './keymap.ts'

export type KeyHandlers = { readonly [Action in KeyAction]?: () => void }

const SEQUENCE_MS = 900
/** Keys that an element with focus uses itself: a button is pressed by Enter, a list is walked by arrows. */
const OWN_KEYS = /^(Enter|Arrow\w+|Home|End|PageUp|PageDown)$/
const OWN_KEY_ELEMENTS =
  'a[href], button, summary, select, [role="separator"], [role="tab"], [role="menuitem"], [role="slider"]'

const scopes: RefObject<KeyHandlers>[] = []
const listeners = new Set<() => void>()
let actions: ReadonlySet<KeyAction> = new Set()
let pending = ''
let pendingSince = 0

/**
 * Binds actions of the keymap for as long as the component is shown. Of two components that bind the same action, the
 * one shown later has it; a `fallback` gives way to any other.
 */
export function useKeys(handlers: KeyHandlers, { fallback = false } = {}): void {
  const scope = useRef(handlers)
  const bound = Object.keys(handlers).join()
  useEffect(() => {
    scope.current = handlers
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: what can be done on the screen changes with the bound actions
  useEffect(() => {
    if (fallback) scopes.unshift(scope)
    else scopes.push(scope)
    announce()
    return () => {
      scopes.splice(scopes.indexOf(scope), 1)
      announce()
    }
  }, [bound, fallback])
}

/** The actions that keys can do on the screen as it is. */
export function useKeyActions(): ReadonlySet<KeyAction> {
  return useSyncExternalStore(subscribe, () => actions)
}

/** Does an action as its keys would; false where nothing on the screen has bound it. */
export function runKeyAction(action: KeyAction): boolean {
  const handler = scopes.findLast(({ current }) => current[action])?.current[action]
  handler?.()
  return handler !== undefined
}

/** The window's one `keydown` listener. */
export function dispatchKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || isModifier(event.key)) return
  const chord = chordOf(event)
  const isPlain = !/^(Mod|Alt)\+/.test(chord) && !/^(Shift\+)?F\d+$/.test(chord)
  if (isPlain && (hasTextFocus() || isInDialog())) return
  if (isPlain && event.key.length === 1 && !singleKeysWork()) return
  const sequence = event.timeStamp - pendingSince < SEQUENCE_MS && pending !== '' ? `${pending} ${chord}` : chord
  const action = actionOf(sequence) ?? actionOf(chord)
  if (action === undefined) {
    const begins = keymap().some(({ keys }) => keys.some(wanted => wanted.startsWith(`${chord} `)))
    pending = begins ? chord : ''
    pendingSince = event.timeStamp
    return
  }
  pending = ''
  if (OWN_KEYS.test(chord) && document.activeElement?.matches(OWN_KEY_ELEMENTS)) return
  if (runKeyAction(action)) event.preventDefault()
}

/** Of several actions that share a key, the one that the screen has bound. */
function actionOf(sequence: string): KeyAction | undefined {
  const named = keymap()
    .filter(({ keys }) => keys.some(wanted => wanted === sequence))
    .map(({ action }) => action)
  return named.find(action => actions.has(action)) ?? named[0]
}

/** What was pressed, as the keymap writes it: `Mod+Shift+P`, `?`, `G`. A printable key without Ctrl is what it prints, so Shift is not named again. */
export function chordOf(event: KeyboardEvent): string {
  const isPrintable = event.key.length === 1
  const withMod = event.ctrlKey || event.metaKey
  const key = isPrintable && withMod ? event.key.toUpperCase() : event.key
  const withShift = event.shiftKey && (!isPrintable || (withMod && key !== key.toLowerCase()))
  return [withMod && 'Mod', event.altKey && 'Alt', withShift && 'Shift', key].filter(Boolean).join('+')
}

export function isModifier(key: string): boolean {
  return key === 'Control' || key === 'Shift' || key === 'Alt' || key === 'Meta'
}

function hasTextFocus(): boolean {
  const focused = document.activeElement
  return focused instanceof HTMLElement && (focused.isContentEditable || focused.matches('input, textarea, select'))
}

function isInDialog(): boolean {
  return document.activeElement?.closest('[role="dialog"], [role="menu"]') != null
}

function announce(): void {
  actions = new Set(KEYMAP.map(({ action }) => action).filter(action => scopes.some(({ current }) => current[action])))
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
