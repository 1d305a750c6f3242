import { expect, test } from 'vitest'
import { KEYMAP } from './keymap.ts'

test('no two actions of a group have the same keys, and none has those of an action for everywhere', () => {
  for (const group of new Set(KEYMAP.map(binding => binding.group))) {
    const together = KEYMAP.filter(binding => binding.group === group || binding.group === 'Everywhere')
    const chords = together.flatMap(({ keys }) => [...keys])
    expect(new Set(chords).size).toBe(chords.length)
  }
})

test('no action is shadowed by the first key of a sequence', () => {
  const chords: string[] = KEYMAP.flatMap(({ keys }) => [...keys])
  const firstKeys = chords.filter(chord => chord.includes(' ')).map(chord => chord.split(' ')[0])
  expect(chords.filter(chord => firstKeys.includes(chord))).toEqual([])
})
