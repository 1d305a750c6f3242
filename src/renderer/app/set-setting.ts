import type { SettingKey, ValueOf } from '../../shared/settings/settings-table.ts'
import { readFailure } from '../api/failure.ts'
import { changeSetting } from '../api/settings.ts'
import { notify } from './notice.tsx'

/** Sets one of the user's own values, or takes it back (null), and says why where that is refused. */
export async function setSetting<Key extends SettingKey>(key: Key, value: ValueOf<Key> | null): Promise<void> {
  try {
    const refusal = await changeSetting(key, value)
    if (refusal !== undefined) notify(refusal)
  } catch (error) {
    notify(readFailure(error).detail)
  }
}
