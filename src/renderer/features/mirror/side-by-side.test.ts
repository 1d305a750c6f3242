import { expect, test } from 'vitest'
import { sideBySide } from './side-by-side.ts'

test('lines that both sides have are shared as often as both have them, wherever they stand', () => {
  const [ours, theirs] = sideBySide('a\nb\na\n', 'c\na\n')
  expect(ours).toEqual([
    { text: 'a', isShared: true },
    { text: 'b', isShared: false },
    { text: 'a', isShared: false },
  ])
  expect(theirs).toEqual([
    { text: 'c', isShared: false },
    { text: 'a', isShared: true },
  ])
})

test('a side that is absent has no line', () => {
  expect(sideBySide(null, 'a\n\n')).toEqual([
    [],
    [
      { text: 'a', isShared: false },
      { text: '', isShared: false },
    ],
  ])
})
