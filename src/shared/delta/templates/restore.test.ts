import { describe, expect, test } from 'vitest'
import { add, domain, metadata, protocol } from '../../../../test/delta-actions.ts'
import type { Metadata } from '../actions.ts'
import { planRestore, type RestorePoint, type RestoreRequest } from './restore.ts'

const DAY_MS = 86_400_000
const NOW_MS = 100n * BigInt(DAY_MS)

function point(version: bigint, fields: Partial<RestorePoint> = {}): RestorePoint {
  return { version, protocol: protocol(), metadata: metadata('id long'), domains: [], ...fields }
}

function plan(fields: Partial<RestoreRequest>): ReturnType<typeof planRestore> {
  return planRestore({ target: point(1n), head: point(4n), gone: [], came: [], nowMs: NOW_MS, ...fields })
}

const configured = (configuration: Record<string, string>, columns = 'id long'): Metadata =>
  metadata(columns, { configuration: new Map(Object.entries(configuration)) })

describe('a plan to restore', () => {
  test('is empty where nothing is different', () => {
    expect(plan({})).toEqual({ actions: [], caveats: [] })
  })

  test('warns of files that VACUUM may have deleted', () => {
    const gone = [1, 20].map(days => ({ add: add(`${days}`), removedAtMs: Number(NOW_MS) - days * DAY_MS }))
    const { caveats } = plan({ gone })
    expect(caveats).toEqual([
      'Whether data files still exist is not checked: 2 files come back, and VACUUM deletes what was removed longer than interval 1 week ago. 1 of them was removed before that: readers fail on files that are gone.',
    ])
  })

  test('keeps what only goes forward, and takes the rest of the properties back', () => {
    const head = configured({
      'delta.enableInCommitTimestamps': 'true',
      'delta.inCommitTimestampEnablementVersion': '3',
      a: '2',
      b: '1',
    })
    const { actions, caveats } = plan({
      target: point(1n, { metadata: configured({ a: '1' }) }),
      head: point(4n, { metadata: head }),
    })
    expect(Object.fromEntries(actions.find(action => action.kind === 'metaData')?.configuration ?? [])).toEqual({
      a: '1',
      'delta.enableInCommitTimestamps': 'true',
      'delta.inCommitTimestampEnablementVersion': '3',
    })
    expect(caveats).toEqual([
      'Kept from the head, because it only goes forward: delta.enableInCommitTimestamps, delta.inCommitTimestampEnablementVersion.',
    ])
  })

  test('leaves schema and properties alone where column mapping began since', () => {
    const head = point(4n, {
      metadata: configured({ 'delta.columnMapping.mode': 'name', 'delta.columnMapping.maxColumnId': '1' }),
    })
    const { actions, caveats } = plan({ head })
    expect(actions).toEqual([])
    expect(caveats).toEqual([expect.stringContaining('column mapping went from none to name')])
  })

  test('never gives out identity values twice', () => {
    const identity = (mark: number) =>
      JSON.stringify({
        type: 'struct',
        fields: [
          {
            name: 'id',
            type: 'long',
            nullable: true,
            metadata: { 'delta.identity.start': 1, 'delta.identity.step': 1, 'delta.identity.highWaterMark': mark },
          },
        ],
      })
    const at = (mark: number, configuration: Record<string, string>) => ({
      ...configured(configuration),
      schemaString: identity(mark),
    })
    const { actions, caveats } = plan({
      target: point(1n, { metadata: at(10, { a: '1' }) }),
      head: point(4n, { metadata: at(90, {}) }),
    })
    const restored = actions.find(action => action.kind === 'metaData')
    expect(restored?.schemaString).toBe(identity(90))
    expect(caveats).toEqual(['Identity columns go on from where they are at the head.'])
  })

  test('raises the protocol again where the head has lost a feature', () => {
    const { actions, caveats } = plan({ target: point(1n, { protocol: protocol(['deletionVectors']) }) })
    expect(actions.find(action => action.kind === 'protocol')).toMatchObject({ writerFeatures: ['deletionVectors'] })
    expect(caveats).toEqual(['The protocol is raised again to what the files of then need; that cannot be taken back.'])
  })

  test('restores clustering, and leaves the domains of applications alone', () => {
    const domains = (clustering: string, app: string) =>
      [domain('delta.clustering', clustering), domain('app', app)].flatMap(action =>
        action.kind === 'domainMetadata' ? [action] : [],
      )
    const { actions, caveats } = plan({
      target: point(1n, { domains: domains('old', '1') }),
      head: point(4n, { domains: domains('new', '2') }),
    })
    expect(actions.slice(1)).toEqual([expect.objectContaining({ domain: 'delta.clustering', configuration: 'old' })])
    expect(caveats).toEqual(['Domains of applications stay as they are now: app.'])
  })

  test('says that an append-only table refuses removes', () => {
    const { caveats } = plan({
      came: [add('x')],
      head: point(4n, { metadata: configured({ 'delta.appendOnly': 'true' }) }),
    })
    expect(caveats).toEqual([expect.stringContaining('append-only')])
  })
})
