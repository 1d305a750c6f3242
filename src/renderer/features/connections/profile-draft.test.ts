import { expect, test } from 'vitest'
import { draftOfFound, newDraft, paste, problemOf, tlsModeOf, withParameter } from './profile-draft.ts'

test('a pasted address fills the form, names the connection and shows no password', () => {
  const pasted = paste(newDraft(), 'postgresql://etl:canary@db1:6432/lake?sslmode=require&application_name=x&foo=1')
  if (pasted.kind !== 'understood') throw new Error(pasted.kind)
  expect(pasted.draft.profile).toMatchObject({
    name: 'lake on db1',
    parameters: { host: 'db1', port: '6432', user: 'etl', dbname: 'lake', sslmode: 'require' },
  })
  expect(pasted.draft.password).toBe('canary')
  expect(pasted.parameters.map(({ name, fate }) => `${name} ${fate}`)).toEqual(
    expect.arrayContaining(['password password', 'application_name passed-over', 'foo unknown', 'host used']),
  )
  expect(JSON.stringify(pasted.parameters)).not.toContain('canary')
})

test('a service is referred to and not copied', () => {
  const pasted = paste(newDraft(), 'service=lake_ro')
  expect(pasted).toMatchObject({ draft: { profile: { name: 'lake_ro', reference: { kind: 'service' } } } })
  const found = draftOfFound({
    ...{ kind: 'service', name: 'lake_ro', where: 'x:1', reference: { kind: 'service', name: 'lake_ro' } },
    ...{ parameters: { host: 'db1' }, hasPassword: true },
  })
  expect(found.profile.parameters).toEqual({})
})

test('what is wrong is said, and a server elsewhere is verified unless told otherwise', () => {
  expect(paste(newDraft(), 'mysql://x')).toMatchObject({ kind: 'invalid' })
  expect(paste(newDraft(), '  ')).toEqual({ kind: 'nothing' })
  expect(problemOf(newDraft())).toMatch(/host/)
  const draft = withParameter(newDraft(), 'host', 'db1')
  expect(problemOf(draft)).toBeUndefined()
  expect(tlsModeOf(draft.profile)).toBe('verify-full')
  expect(tlsModeOf(withParameter(draft, 'host', '/run').profile)).toBe('disable')
  expect(withParameter(draft, 'host', '').profile.parameters).toEqual({})
})
