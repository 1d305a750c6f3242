import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import type { Scenario } from '../../shared/contract/scenarios.ts'
import { parseScenario } from '../../shared/scenario/parse-scenario.ts'
import { builtInScenarios } from './built-in.ts'
import { type Lab, openLab } from './lab.ts'
import { Recorder } from './recorder.ts'
import { runSchedule } from './run-schedule.ts'

const database = useDatabase()
const NOBODY = new AbortController().signal

function scenarioOf(text: string): Scenario {
  const read = parseScenario(text)
  if (read.kind === 'invalid') throw new Error(JSON.stringify(read.issues))
  return read.scenario
}

const RACE = scenarioOf(`scenario race
table t
writer A
  on conflict retry 3
writer B
  on conflict fail
`)

describe('two writers of one version', () => {
  let lab: Lab
  beforeAll(async () => {
    lab = await openLab(database, RACE, undefined)
  })
  afterAll(() => lab.close())
  const run = (schedule: string) => runSchedule(lab, schedule, NOBODY, { restartServer: undefined })

  test('[S3] one after the other: both commit', async () => {
    const result = await run('')
    expect(result.writers.map(({ endings }) => endings)).toMatchObject([
      [{ ending: 'committed', version: 1n, attempts: 1 }],
      [{ ending: 'committed', version: 2n, attempts: 1 }],
    ])
    expect(result.verdict).toMatchObject({ kind: 'sound' })
    expect(result.transcript.map(({ text }) => text)).toEqual([
      ...['read', 'lock', 'check', 'insert', 'record', 'commit'].map(step => `A: ${step}`),
      'A has ended',
      ...['read', 'lock', 'check', 'insert', 'record', 'commit'].map(step => `B: ${step}`),
      'B has ended',
    ])
  })

  test('[S3] both read first: one waits for the other and loses, the same way each time', async () => {
    const [first, again] = [await run('ABAB'), await run('ABAB')]
    expect(first.transcript.map(({ text }) => text)).toContain('B: lock waits behind A')
    expect(first.writers.map(({ endings }) => endings[0]?.ending)).toEqual(['committed', 'conflict'])
    expect(again).toEqual(first)
    const other = await run('BAB')
    expect(other.writers.map(({ endings }) => [endings[0]?.ending, endings[0]?.attempts])).toEqual([
      ['committed', 2],
      ['committed', 1],
    ])
  })

  test('a writer that crashes before COMMIT leaves nothing, and the next one gets its version', async () => {
    const result = await run('AAAAAa')
    expect(result.writers.map(({ endings }) => [endings[0]?.ending, endings[0]?.version])).toEqual([
      ['crashed', null],
      ['committed', 1n],
    ])
    expect(result.verdict.kind).toBe('sound')
  })
})

test('writers without protection win one version twice where nothing guards the log, and the judge says how', async () => {
  const lab = await openLab(database, { ...RACE, strategy: 'unprotected', guards: false }, undefined)
  try {
    const result = await runSchedule(lab, 'ABAABB', NOBODY, { restartServer: undefined })
    expect(result.verdict.violations).toContainEqual(expect.objectContaining({ rule: 'one-winner', version: 1n }))
    expect(result.verdict.violations.find(({ rule }) => rule === 'one-winner')?.facts).toEqual([
      'A read the table at version 0.',
      'B read the table at version 0.',
      'A looked at the head and found 0 (step 3).',
      'B looked at the head and found 0 (step 5).',
      'A recorded version 1 (step 7).',
      'A sent COMMIT (step 8).',
      'B recorded version 1 (step 9).',
      'B sent COMMIT (step 10).',
      'A was told: committed as version 1.',
      'B was told: committed as version 1.',
      'B looked before the commit of A could be seen, and nothing made it look again: both hold one number.',
    ])
  } finally {
    await lab.close()
  }
})

test('a ring of waits is told of both who are in it; the server ends one, and the other commits', async () => {
  const scenario = builtInScenarios().find(one => one.scenario.name === 'multi-table-deadlock')?.scenario
  if (scenario?.run.kind !== 'schedule') throw new Error('the scenario is gone')
  const recorder = new Recorder({ isDetailed: true })
  const lab = await openLab(database, scenario, undefined)
  const options = { restartServer: undefined, recorder }
  const { transcript, writers } = await runSchedule(lab, scenario.run.schedule, NOBODY, options).finally(() =>
    lab.close(),
  )
  expect(transcript.filter(({ kind }) => kind === 'waits').map(({ writer, blockedBy }) => [writer, blockedBy])).toEqual(
    [
      [0, [1]],
      [1, [0]],
    ],
  )
  const waits = recorder.spans.filter(({ kind }) => kind === 'wait')
  expect(new Set(waits.map(({ writer }) => writer))).toEqual(new Set([0, 1]))
  const endings = writers.flatMap(writer => writer.endings.map(({ ending }) => ending))
  expect(endings.sort()).toEqual(['committed', 'deadlock'])
})
