import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Level } from '../../shared/connection/safety.ts'
import { Safety, type SafetyOptions } from './safety.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function opened(changes: Partial<SafetyOptions> = {}) {
  const levels: Level[] = []
  const recorded: string[] = []
  const safety = new Safety({
    ...{ level: 'read-only', environment: 'production', name: 'lake-prod', elevationMinutes: 10 },
    ...{ raiseMax: 'open', lockedBy: null },
    onLevel: level => void levels.push(level),
    record: (outcome, summary) => void recorded.push(`${outcome}: ${summary}`),
    ...changes,
  })
  return { safety, levels, recorded }
}

test('[W5] production is raised by typing its name, for a while, and each step is recorded', () => {
  const { safety, levels, recorded } = opened()
  expect(safety.setLevel('guarded', 'lake')).toMatchObject({ kind: 'refused' })
  expect(safety.level).toBe('read-only')
  expect(safety.setLevel('guarded', 'lake-prod')).toEqual({
    ...{ kind: 'raised', level: 'guarded', until: Date.now() + 600_000 },
  })
  vi.advanceTimersByTime(599_000)
  expect(safety.level).toBe('guarded')
  vi.advanceTimersByTime(2_000)
  expect(safety.level).toBe('read-only')
  expect(safety.elevatedUntil).toBeNull()
  expect(levels).toEqual(['guarded', 'read-only'])
  expect(recorded.map(line => line.split(':')[0])).toEqual(['refused', 'raised', 'lowered'])
  safety.close()
})

test('a raised level ends when the machine has slept, and when somebody locks it', () => {
  const { safety, recorded } = opened()
  safety.setLevel('open', 'lake-prod')
  safety.fallBack('the screen was locked')
  safety.fallBack('the screen was locked')
  expect([safety.level, safety.elevatedUntil, recorded.length]).toEqual(['read-only', null, 2])
  safety.setLevel('open', 'lake-prod')
  vi.setSystemTime(Date.now() + 60_000)
  vi.advanceTimersByTime(1_000)
  expect(safety.level).toBe('read-only')
  safety.close()
})

test('lowering asks for nothing, and what is locked cannot be raised', () => {
  const lowered = opened({ level: 'open', environment: 'development' })
  expect(lowered.safety.setLevel('read-only', '')).toMatchObject({ kind: 'raised', level: 'read-only', until: null })
  expect(lowered.safety.setLevel('open', '')).toMatchObject({ kind: 'raised', level: 'open', until: null })
  lowered.safety.close()
  const locked = opened({ raiseMax: 'guarded', lockedBy: 'It was started with --read-only.' })
  expect(locked.safety.setLevel('open', 'lake-prod')).toEqual({
    ...{ kind: 'refused', why: 'It was started with --read-only.' },
  })
  expect(locked.safety.setLevel('guarded', 'lake-prod')).toMatchObject({ kind: 'raised', level: 'guarded' })
  locked.safety.close()
})

test('[W5] a connection that becomes production while it is open is lowered at once, and asks for its name from then on', () => {
  const development = { level: 'open', environment: 'development' } as const
  const production = { level: 'read-only', environment: 'production' } as const
  const rest = { name: 'lake-prod', elevationMinutes: 10, raiseMax: 'open', lockedBy: null } as const
  const { safety, levels, recorded } = opened({ ...development })
  safety.setPolicy({ ...production, ...rest })
  expect(safety.level).toBe('read-only')
  expect(safety.setLevel('open', '')).toMatchObject({ kind: 'refused' })
  expect(safety.setLevel('open', 'lake-prod')).toMatchObject({ kind: 'raised' })
  safety.setPolicy({ ...production, ...rest, elevationMinutes: 20 })
  expect(safety.level).toBe('open')
  safety.setPolicy({ ...production, ...rest, raiseMax: 'guarded' })
  expect(safety.level).toBe('read-only')
  safety.setPolicy({ ...development, ...rest })
  expect(safety.level).toBe('read-only')
  expect(levels).toEqual(['read-only', 'open', 'read-only'])
  expect(recorded.map(line => line.split(':')[0])).toEqual(['lowered', 'refused', 'raised', 'lowered'])
  safety.close()
})
