import { Button } from '@mantine/core'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { type BoundKeys, conflictsOf } from '../../../shared/keys/bound-keys.ts'
import type { KeyAction } from '../../../shared/keys/keymap.ts'
import { chordOf, isModifier } from '../../app/key-dispatch.ts'
import { Keys } from '../../ui/keys.tsx'
import type { TakenFrom } from './action-keys.tsx'
import classes from './settings.module.css'

export interface KeyRecorderProps {
  readonly action: KeyAction
  readonly bound: readonly BoundKeys[]
  readonly onChord: (chord: string, taken: readonly TakenFrom[]) => void
  readonly onLeave: () => void
}

const SEQUENCE_MAX = 2

/** Hears one chord, or two after each other, says what else has it, and takes it from there when told to. */
export function KeyRecorder({ action, bound, onChord, onLeave }: KeyRecorderProps): ReactNode {
  const [chords, setChords] = useState<readonly string[]>([])
  const field = useRef<HTMLDivElement>(null)
  useEffect(() => field.current?.focus(), [])
  const sequence = chords.join(' ')
  const conflicts = sequence === '' ? [] : conflictsOf(action, sequence, bound)
  const blocking = conflicts.filter(({ kind }) => kind === 'begins')
  const taken = conflicts.map(conflict => ({
    action: conflict.action,
    keys: bound.find(each => each.action === conflict.action)?.keys.filter(keys => keys !== sequence) ?? [],
  }))
  const canUse = sequence !== '' && blocking.length === 0
  const use = () => canUse && onChord(sequence, taken)

  function press(event: KeyboardEvent): void {
    if (event.key === 'Tab') return
    event.preventDefault()
    event.stopPropagation()
    if (isModifier(event.key)) return
    if (event.key === 'Escape') onLeave()
    else if (event.key === 'Enter') use()
    else if (event.key === 'Backspace') setChords([])
    else
      setChords(chords.length < SEQUENCE_MAX ? [...chords, chordOf(event.nativeEvent)] : [chordOf(event.nativeEvent)])
  }

  return (
    <div className={classes.recorder}>
      {/* biome-ignore lint/a11y/useSemanticElements: a text field would take the keys for text */}
      <div
        ref={field}
        className={classes.listening}
        role="textbox"
        tabIndex={0}
        aria-label="Press keys"
        onKeyDown={press}
      >
        {sequence === '' ? 'Press one key or two after each other' : <Keys keys={sequence} />}
      </div>
      <output className={classes.hint}>
        {conflicts.map(({ action: other, label, kind }) => (
          <span key={other} className={classes.conflict}>
            {kind === 'same' ? `“${label}” has it.` : `It would hide “${label}”, or be hidden by it.`}
          </span>
        ))}
        {conflicts.length === 0 ? 'Enter takes it, Backspace begins anew, Escape leaves it.' : null}
      </output>
      <Button size="compact-xs" disabled={!canUse} onClick={use}>
        {conflicts.length > 0 && canUse ? 'Take it from there' : 'Use it'}
      </Button>
      <Button size="compact-xs" variant="default" onClick={onLeave}>
        Leave it
      </Button>
    </div>
  )
}
