import type { SettingValues } from './read-settings.ts'
import type { SettingValue } from './setting.ts'
import { SETTING_KEYS, SETTINGS, type SettingKey } from './settings-table.ts'

/** Where a value can come from; a later one overrules the earlier ones. */
export const SETTING_SOURCES = ['default', 'user', 'command-line', 'policy'] as const
export type SettingSource = (typeof SETTING_SOURCES)[number]

/** What one place says. */
export interface SettingLayer {
  readonly source: Exclude<SettingSource, 'default'>
  /** For people: a file, or the option. */
  readonly from: string
  readonly values: SettingValues
}

/** A setting as it holds. */
export interface SettingState {
  readonly key: SettingKey
  readonly value: SettingValue
  readonly source: SettingSource
  readonly from: string
  /** What the user has set, also where it is overruled; absent where nothing is. */
  readonly own?: SettingValue | undefined
}

/** Every setting as it holds, with where it is from. The order of the layers counts for nothing, their source does. */
export function resolveSettings(layers: readonly SettingLayer[]): SettingState[] {
  const ranked = [...layers].sort((a, b) => rankOf(b) - rankOf(a))
  return SETTING_KEYS.map(key => {
    const winner = ranked.find(({ values }) => values.has(key))
    const own = layers.find(({ source }) => source === 'user')?.values.get(key)
    return {
      key,
      value: winner?.values.get(key) ?? SETTINGS[key].default,
      source: winner?.source ?? 'default',
      from: winner?.from ?? 'as the program comes',
      ...(own === undefined ? {} : { own }),
    }
  })
}

function rankOf({ source }: SettingLayer): number {
  return SETTING_SOURCES.indexOf(source)
}
