import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/temporary-folder.ts'
import { COMMIT_DEFAULTS } from '../postgres/commit-defaults.ts'
import { raisingRule, sessionLimits } from '../setting-rules.ts'
import { PolicyUnreadable, Settings } from './settings.ts'

const folder = temporaryFolder()

async function opened(name: string, texts: { readonly user?: string; readonly policy?: string } = {}) {
  const [file, policyFile] = [join(folder(), `${name}.json`), join(folder(), `${name}-policy.json`)]
  if (texts.user !== undefined) await writeFile(file, texts.user)
  if (texts.policy !== undefined) await writeFile(policyFile, texts.policy)
  return Settings.open({ file, policyFile: texts.policy === undefined ? undefined : policyFile })
}
const viewOf = (settings: Settings, key: string) => settings.event().settings.find(view => view.key === key)

test('[W5] what the policy says is shown with its file, holds, and is changed by nobody', async () => {
  const policy = JSON.stringify({ settings: { 'safety.productionRaise': 'read-only' }, contact: 'ask #lake' })
  const settings = await opened('locked', { policy, user: '{"safety.productionRaise": "open"}' })
  expect(viewOf(settings, 'safety.productionRaise')).toMatchObject({
    ...{ value: 'read-only', source: 'policy', own: 'open', from: join(folder(), 'locked-policy.json') },
    lockedBy: expect.stringMatching(/locked-policy\.json \(ask #lake\); it cannot be changed here/),
  })
  for (const value of ['open', null]) {
    expect(await settings.change('safety.productionRaise', value)).toMatchObject({ kind: 'refused' })
  }
  expect(settings.value('safety.productionRaise')).toBe('read-only')
  expect(raisingRule(settings, true)).toMatchObject({ raiseMax: 'read-only' })
  expect(raisingRule(settings, false)).toEqual({ raiseMax: 'open', lockedBy: null })
})

test('commits are sent as it is set, and as the benchmark has it where nothing is', async () => {
  expect(sessionLimits(await opened('untouched')).commits).toEqual(COMMIT_DEFAULTS)
  const settings = await opened('commits', { user: '{"commits.lockSeconds": 3, "commits.copyRowsMin": 1000}' })
  expect(sessionLimits(settings).commits).toEqual({ ...COMMIT_DEFAULTS, lockMs: 3_000, copyRowsMin: 1_000 })
})

test('[W1] a policy that cannot be applied as a whole ends the start with its place and what was expected', async () => {
  const wrong = opened('wrong', { policy: '{"settings": {"safety.readOnly": "yes", "mirror.publish": false}}' })
  await expect(wrong).rejects.toThrow(PolicyUnreadable)
  await expect(wrong).rejects.toThrow(
    /wrong-policy\.json cannot be applied\. "settings" → "safety\.readOnly" is "yes"; true or false is expected\./,
  )
  const absent = Settings.open({ file: join(folder(), 'a.json'), policyFile: join(folder(), 'absent.json') })
  await expect(absent).rejects.toThrow(/is not there/)
  const folderInstead = Settings.open({ file: join(folder(), 'a.json'), policyFile: folder() })
  await expect(folderInstead).rejects.toThrow(/cannot be read \(EISDIR\)/)
})

test('a change is told to whoever watches, kept, and taken back; entries of other versions stay', async () => {
  const settings = await opened('own', { user: '{"later.thing": 1, "mirror.publish": "maybe"}' })
  expect(settings.event().problems).toHaveLength(2)
  const events = settings.watch(new AbortController().signal)
  await events.next()
  const told = events.next()
  expect(await settings.change('safety.elevationMinutes', 5)).toEqual({ kind: 'changed' })
  expect((await told).value?.settings.find(({ key }) => key === 'safety.elevationMinutes')?.source).toBe('user')
  expect(JSON.parse(await readFile(join(folder(), 'own.json'), 'utf8'))).toEqual({
    ...{ 'later.thing': 1, 'mirror.publish': 'maybe', 'safety.elevationMinutes': 5 },
  })
  expect((await opened('own')).value('safety.elevationMinutes')).toBe(5)
  await settings.change('safety.elevationMinutes', null)
  expect(viewOf(settings, 'safety.elevationMinutes')).toMatchObject({ value: 15, source: 'default', own: null })
  expect(await settings.change('safety.elevationMinutes', 0)).toMatchObject({ kind: 'refused' })
})

test('changes made at once are all kept, and a file that was broken by hand is neither read nor written over', async () => {
  const settings = await opened('many')
  await Promise.all([
    settings.change('safety.elevationMinutes', 7),
    settings.change('appearance.colours', 'dark'),
    settings.change('mirror.publish', false),
  ])
  expect((await opened('many')).value('mirror.publish')).toBe(false)
  await writeFile(join(folder(), 'many.json'), '{"safety.elev')
  expect(await settings.change('appearance.colours', 'light')).toMatchObject({
    ...{ kind: 'refused', why: expect.stringContaining('is left as it is') },
  })
  expect(settings.value('safety.elevationMinutes')).toBe(7)
  const again = await opened('many')
  expect(again.event().problems[0]).toMatch(/many\.json: Line 1, column 14/)
})
