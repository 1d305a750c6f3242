import { expectedOf, fitsShape, type SettingValue } from './setting.ts'
import { isSettingKey, SETTING_KEYS, SETTINGS, type SettingKey } from './settings-table.ts'

/** What one place says: values by key. Later places overrule earlier ones. */
export type SettingValues = ReadonlyMap<SettingKey, SettingValue>

/** What a text says, and each thing in it that cannot be used: where it stands and what was expected. */
export interface ReadSettings {
  readonly values: SettingValues
  readonly problems: readonly string[]
}

const POLICY_FIELDS = ['settings', 'contact']
const SHOWN_CHARACTERS_MAX = 60

/** Reads the file of a user: one object with the settings by name. Total. */
export function readSettingsText(text: string): ReadSettings {
  const parsed = readObject(text)
  return typeof parsed === 'string' ? { values: new Map(), problems: [parsed] } : readValues(parsed, '')
}

/**
 * Reads a policy file: `{"settings": {…}, "contact": "who can change this"}`. Total; who applies it must refuse one with
 * problems as a whole, because a rule that was passed over could have been the one that mattered.
 */
export function readPolicyText(text: string): ReadSettings & { readonly contact: string | undefined } {
  const nothing = { values: new Map(), contact: undefined }
  const parsed = readObject(text)
  if (typeof parsed === 'string') return { ...nothing, problems: [parsed] }
  const { settings, contact } = parsed
  const surplus = Object.keys(parsed).filter(name => !POLICY_FIELDS.includes(name))
  const problems = [
    ...surplus.map(name => `${JSON.stringify(name)} is no field of a policy; "settings" and "contact" are expected.`),
    ...(contact === undefined || typeof contact === 'string' ? [] : ['"contact": a text is expected.']),
  ]
  if (!isObject(settings)) {
    return { ...nothing, problems: [...problems, '"settings": an object with settings by name is expected.'] }
  }
  const read = readValues(settings, '"settings" → ')
  return {
    values: read.values,
    problems: [...problems, ...read.problems],
    contact: typeof contact === 'string' ? contact : undefined,
  }
}

/** Reads `key=value` as it stands on a command line; the value is JSON or a bare word. Gives a sentence where it is wrong. */
export function readSettingArgument(text: string): readonly [SettingKey, SettingValue] | string {
  const [name = '', ...rest] = text.split('=')
  const given = rest.join('=')
  if (!isSettingKey(name)) return `${shown(name)} is no setting; known are ${SETTING_KEYS.join(', ')}.`
  const value = readJson(given) ?? given
  const { shape } = SETTINGS[name]
  return fitsShape(shape, value)
    ? [name, value]
    : `${name} cannot be ${shown(given)}; ${expectedOf(shape)} is expected.`
}

/** Several of them, the last of a key counting; a sentence where one is wrong. */
export function readSettingArguments(texts: readonly string[]): SettingValues | string {
  const values = new Map<SettingKey, SettingValue>()
  for (const text of texts) {
    const read = readSettingArgument(text)
    if (typeof read === 'string') return read
    values.set(...read)
  }
  return values
}

function readValues(object: object, place: string): ReadSettings {
  const values = new Map<SettingKey, SettingValue>()
  const problems: string[] = []
  for (const [name, value] of Object.entries(object)) {
    if (!isSettingKey(name)) {
      problems.push(`${place}${shown(name)} is no setting; known are ${SETTING_KEYS.join(', ')}.`)
    } else if (fitsShape(SETTINGS[name].shape, value)) values.set(name, value)
    else problems.push(`${place}"${name}" is ${shown(value)}; ${expectedOf(SETTINGS[name].shape)} is expected.`)
  }
  return { values, problems }
}

function readObject(text: string): Readonly<Record<string, unknown>> | string {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : `It holds ${shown(value)}; one JSON object is expected.`
  } catch (error) {
    return `${placeOf(error, text)}: JSON is expected, and ${error instanceof Error ? error.message : String(error)}.`
  }
}

/** The line and the column of a mistake. */
function placeOf(error: unknown, text: string): string {
  const offset = /at position (\d+)/.exec(String(error))?.[1]
  const lines = text.slice(0, offset === undefined ? text.length : Number(offset)).split('\n')
  return `Line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > SHOWN_CHARACTERS_MAX ? `${text.slice(0, SHOWN_CHARACTERS_MAX)}…` : text
}
