import { expect, test } from 'vitest'
import type { MirrorAlert } from '../shared/contract/mirrors.ts'
import { tellAlert } from './tell-alert.ts'

test('an alert is told in the log and outside of the window, and so is its end', () => {
  const told: string[] = []
  const log = { warn: (_: object, message: string) => told.push(message) }
  const notify = (title: string, body: string) => told.push(`${title} | ${body}`)
  const alert: MirrorAlert = {
    kind: 'diverged',
    tableId: '',
    name: 'sales.orders',
    since: 0,
    message: 'Two files differ.',
  }
  tellAlert({ log, notify }, alert, 'raised')
  tellAlert({ log, notify }, alert, 'cleared')
  tellAlert({ log }, alert, 'raised')
  expect(told).toEqual([
    'an alert was raised',
    'The mirror of sales.orders has diverged | Two files differ.',
    'an alert was cleared',
    'The mirror of sales.orders is well again | ',
    'an alert was raised',
  ])
})
