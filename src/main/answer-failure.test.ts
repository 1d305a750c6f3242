import { ORPCError } from '@orpc/client'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { answerFailure, notFound } from './answer-failure.ts'
import { createRedactor } from './log-file/redact.ts'
import { ConnectFailure } from './postgres/connect-failure.ts'

function openDesk() {
  const lines: { level: string; fields: Record<string, unknown> }[] = []
  const keep = (level: string) => (fields: object) => void lines.push({ level, fields: { ...fields } })
  const redactor = createRedactor()
  return { lines, redactor, log: { error: keep('error'), warn: keep('warn') } }
}

describe('answering what was thrown', () => {
  test('[W3] an unexpected error is logged whole and leaves as one fixed sentence with its reference', () => {
    const desk = openDesk()
    const error = new TypeError('cannot read postgres://ada:canary@db/lake of undefined')
    const answers = [error, 'a bare string', undefined, { password: 'canary' }].map(thrown =>
      answerFailure(thrown, ['tables', 'list'], desk),
    )
    expect(new Set(answers.map(({ message }) => message)).size).toBe(1)
    for (const [index, answer] of answers.entries()) {
      expect(answer.code).toBe('INTERNAL')
      expect(JSON.stringify(answer)).not.toContain('canary')
      expect(answer.data).toEqual({ reference: desk.lines[index]?.fields.reference })
    }
    expect(desk.lines[0]?.fields).toMatchObject({ call: 'tables.list', error })
    expect(new Set(desk.lines.map(({ fields }) => fields.reference)).size).toBe(4)
  })

  test('a known failure keeps its code and data and is not logged as an error', () => {
    const desk = openDesk()
    const answer = answerFailure(notFound('table "orders"'), ['tables', 'get'], desk)
    expect(answer.toJSON()).toMatchObject({ code: 'NOT_FOUND', status: 404, data: { what: 'table "orders"' } })
    expect(desk.lines).toEqual([])
  })

  test('an INTERNAL or foreign oRPC error of our own making is unexpected too', () => {
    const desk = openDesk()
    for (const code of ['INTERNAL', 'INTERNAL_SERVER_ERROR', 'EVENT_ITERATOR_VALIDATION_FAILED', 'TEAPOT']) {
      const answer = answerFailure(new ORPCError(code, { message: 'canary', data: 'canary' }), ['x'], desk)
      expect(answer.code).toBe('INTERNAL')
      expect(JSON.stringify(answer)).not.toContain('canary')
    }
    expect(desk.lines.filter(({ level }) => level === 'error')).toHaveLength(4)
  })

  test.each([
    [new ConnectFailure('authenticate', 'The password for ada@db:5432/lake is wrong (28P01).', '28P01'), '28P01'],
    [Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' }), null],
    [new Error('Connection terminated unexpectedly'), null],
    [new Error('timeout exceeded when trying to connect'), null],
  ])('%s says that the database cannot be reached', (error, sqlState) => {
    const desk = openDesk()
    const answer = answerFailure(error, ['tables', 'list'], desk)
    expect(answer.code).toBe('DATABASE_UNAVAILABLE')
    expect(answer.data).toMatchObject({ sqlState, reason: expect.stringMatching(/^The .*\.$/) })
  })

  test('a missing privilege names the table of the log that it is about, in whatever language the server speaks', () => {
    const desk = openDesk()
    const refused = (message: string) => Object.assign(new pg.DatabaseError(message, 0, 'error'), { code: '42501' })
    const answers = ['Keine Berechtigung für Tabelle dl_mirror_status', 'permission denied for schema x'].map(message =>
      answerFailure(refused(message), ['history', 'page'], desk),
    )
    expect(answers.map(({ code }) => code)).toEqual(['NOT_ALLOWED', 'NOT_ALLOWED'])
    expect(answers.map(({ data }) => data)).toEqual([
      { relation: 'dl_mirror_status', sqlState: '42501' },
      { relation: null, sqlState: '42501' },
    ])
  })

  test('[W3] a secret in the sentence of a known failure is taken out', () => {
    const desk = openDesk()
    desk.redactor.add('canary-4711')
    const answer = answerFailure(new ConnectFailure('connect', 'No way to canary-4711.'), ['x'], desk)
    expect(JSON.stringify(answer)).not.toContain('canary-4711')
  })
})
