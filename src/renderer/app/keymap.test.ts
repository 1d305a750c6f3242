import { expect, test } from 'vitest'
import { KEYMAP } from './keymap.ts'

test('no two actions have the same keys', () => {
  const chords = KEYMAP.flatMap(({ keys }) => [...keys])
  expect(new Set(chords).size).toBe(chords.length)
})

test('no action is shadowed by the first key of a sequence', () => {
  const chords: string[] = KEYMAP.flatMap(({ keys }) => [...keys])
  const firstKeys = chords.filter(chord => chord.includes(' ')).map(chord => chord.split(' ')[0])
  expect(chords.filter(chord => firstKeys.includes(chord))).toEqual([])
})
