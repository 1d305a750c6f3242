import { expect, test } from 'vitest'
import { createSessions } from './sessions.ts'

test('[W4] a token is good for the life of the process, a code once', () => {
  const codes: string[] = []
  const sessions = createSessions(code => codes.push(code))
  const first = sessions.code
  const token = sessions.exchange(first) ?? ''
  expect(sessions.exchange(first)).toBeUndefined()
  expect(codes).toEqual([sessions.code])
  const other = sessions.exchange(sessions.code) ?? ''
  expect(other).not.toBe(token)
  expect([token, other].every(sessions.accepts)).toBe(true)
  expect(['', first, token.toUpperCase(), `${token} `].some(sessions.accepts)).toBe(false)
})

test('[W4] the oldest token ends when too many were given', () => {
  const sessions = createSessions(() => {})
  const tokens = Array.from({ length: 101 }, () => sessions.exchange(sessions.code) ?? '')
  expect(sessions.accepts(tokens[0] ?? '')).toBe(false)
  expect(tokens.slice(1).every(sessions.accepts)).toBe(true)
})
