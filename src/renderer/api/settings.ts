import type { SettingsEvent, SettingView } from '../../shared/contract/settings-contract.ts'
import { SETTINGS, type SettingKey, type ValueOf } from '../../shared/settings/settings-table.ts'
import { client } from './client.ts'
import { type LiveState, liveStream, useLive } from './live-stream.ts'

/** What is set, by whom, live. */
export const settings = liveStream<SettingsEvent, SettingsEvent>(
  signal => client.settings.watch(undefined, { signal }),
  (_, event) => event,
)

export function useSettings(): LiveState<SettingsEvent> {
  return useLive(settings)
}

/** A setting as it holds; the default before anything is known. */
export function settingOf<Key extends SettingKey>(event: SettingsEvent | undefined, key: Key): ValueOf<Key> {
  const view = event?.settings.find((each: SettingView) => each.key === key)
  // The main process holds each value to the shape of its key before it is told.
  return (view?.value ?? SETTINGS[key].default) as ValueOf<Key>
}

/** Sets one of the user's own values, or takes it back (null). Gives a sentence where that is refused. */
export async function changeSetting<Key extends SettingKey>(
  key: Key,
  value: ValueOf<Key> | null,
): Promise<string | undefined> {
  const answer = await client.settings.change({ key, value })
  return answer.kind === 'refused' ? answer.why : undefined
}
