import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readPolicyText, readSettingArgument, readSettingsText } from './read-settings.ts'
import { resolveSettings, type SettingLayer } from './resolve-settings.ts'
import { fitsShape } from './setting.ts'
import { SETTING_KEYS, SETTINGS } from './settings-table.ts'

const layer = (source: SettingLayer['source'], text: object): SettingLayer => ({
  source,
  from: source,
  values: readSettingsText(JSON.stringify(text)).values,
})
const stateOf = (layers: readonly SettingLayer[], key: string) =>
  resolveSettings(layers).find(state => state.key === key)

test('every default is a value that its own setting allows', () => {
  for (const key of SETTING_KEYS) expect(fitsShape(SETTINGS[key].shape, SETTINGS[key].default), key).toBe(true)
})

test('policy comes before the command line, that before the user, that before the default, in whatever order they stand', () => {
  const layers = [
    layer('user', { 'safety.elevationMinutes': 1, 'safety.readOnly': true, 'connections.connectSeconds': 20 }),
    layer('command-line', { 'safety.elevationMinutes': 2, 'safety.readOnly': false }),
    layer('policy', { 'safety.elevationMinutes': 3 }),
  ]
  for (const order of [layers, layers.toReversed()]) {
    expect(stateOf(order, 'safety.elevationMinutes')).toMatchObject({ value: 3, source: 'policy', own: 1 })
    expect(stateOf(order, 'safety.readOnly')).toMatchObject({ value: false, source: 'command-line', own: true })
    expect(stateOf(order, 'connections.connectSeconds')).toMatchObject({ value: 20, source: 'user' })
    expect(stateOf(order, 'mirror.publish')).toMatchObject({ value: true, source: 'default' })
  }
})

test('[W1] a policy that is wrong names the place and what was expected there', () => {
  const problems = (text: string) => readPolicyText(text).problems.join('\n')
  expect(problems('{\n  "settings": {,}\n}')).toMatch(/^Line 2, column 16: JSON is expected/)
  expect(problems('{')).toMatch(/^Line 1, column 2: JSON is expected/)
  expect(problems('[]')).toBe('It holds []; one JSON object is expected.')
  expect(problems('{"settings": {"safety.elevationMinutes": 0}}')).toBe(
    '"settings" → "safety.elevationMinutes" is 0; a whole number from 1 to 480 (minutes) is expected.',
  )
  expect(problems('{"settings": {"safety.raise": 1}}')).toMatch(/"safety.raise" is no setting; known are appearance/)
  expect(problems('{"setting": {}}')).toMatch(/"setting" is no field of a policy.*\n"settings": an object/)
  expect(problems('{"settings": {}, "contact": 7}')).toBe('"contact": a text is expected.')
})

test('what is wrong in a file of a user costs that alone, and an argument may be JSON or a word', () => {
  const { values, problems } = readSettingsText('{"safety.readOnly": "yes", "mirror.publish": false}')
  expect([...values]).toEqual([['mirror.publish', false]])
  expect(problems).toEqual(['"safety.readOnly" is "yes"; true or false is expected.'])
  expect(readSettingArgument('appearance.colours=dark')).toEqual(['appearance.colours', 'dark'])
  expect(readSettingArgument('keyboard.bindings={"refresh":["F5"]}')).toEqual([
    ...['keyboard.bindings', { refresh: ['F5'] }],
  ])
  expect(readSettingArgument('appearance.colours')).toMatch(/^appearance.colours cannot be ""; one of/)
})

test('[W1] whatever a text holds is read without an exception, and only what fits becomes a value', () => {
  const object = fc.dictionary(
    fc.oneof(fc.constantFrom(...SETTING_KEYS, '__proto__', 'constructor', 'settings'), fc.string()),
    fc.jsonValue(),
  )
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    object.map(value => JSON.stringify(value)),
  )
  fc.assert(
    fc.property(text, given => {
      for (const { values } of [readSettingsText(given), readPolicyText(given)]) {
        for (const [key, value] of values) expect(fitsShape(SETTINGS[key].shape, value)).toBe(true)
      }
      readSettingArgument(given)
    }),
    { numRuns: 500 },
  )
})
