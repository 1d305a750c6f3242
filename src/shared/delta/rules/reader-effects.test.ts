import { expect, test } from 'vitest'
import { RULES } from '../rules.ts'
import { readerEffect } from './reader-effects.ts'

test('every rule that history is held against tells what readers do', () => {
  const told = Object.entries(RULES).filter(([, { reading }]) => reading !== 'silent')
  expect(told.filter(([id]) => readerEffect(id) === undefined)).toEqual([])
})

test('a rule that refuses an import is one with which readers fail or differ, or which the database sets', () => {
  const errors = Object.entries(RULES).filter(([, { reading }]) => reading === 'error')
  const harmless = errors.filter(([id]) => readerEffect(id)?.ends === 'goes-on').map(([id]) => id)
  expect(harmless).toEqual(['commit.remove-repeated', 'text.nul', 'text.surrogate', 'text.too-long'])
})

test('rules of the log and of its files are found by name or by family; those of imports concern no reader', () => {
  expect(readerEffect('json.syntax')).toMatchObject({ ends: 'fails' })
  expect(readerEffect('log.gap')).toMatchObject({ ends: 'fails' })
  expect(readerEffect('checkpoint.footer')).toMatchObject({ ends: 'differs' })
  for (const own of ['import.differs', 'replay.range', 'constructor', '']) expect(readerEffect(own)).toBeUndefined()
})
