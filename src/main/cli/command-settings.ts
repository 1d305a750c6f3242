import { join } from 'node:path'
import { readSettingArguments } from '../../shared/settings/read-settings.ts'
import { dataFolder } from '../settings/data-folder.ts'
import { policyFile } from '../settings/policy-file.ts'
import { PolicyUnreadable, Settings } from '../settings/settings.ts'
import type { OptionValues, Surroundings } from './command.ts'
import { CommandFailure } from './command-failure.ts'

/** What is set for a run of the command: the app's own settings, `--setting`, and the policy of this machine. */
export async function commandSettings(
  values: OptionValues,
  environment: Surroundings['environment'],
): Promise<Settings> {
  const { setting } = values
  const given = readSettingArguments(Array.isArray(setting) ? setting : [])
  if (typeof given === 'string') throw new CommandFailure('usage', `--setting: ${given}`)
  const isReadOnly = values['read-only'] === true
  try {
    return await Settings.open({
      file: join(dataFolder(environment), 'settings.json'),
      policyFile: policyFile(environment),
      given: new Map([...given, ...(isReadOnly ? [['safety.readOnly', true] as const] : [])]),
    })
  } catch (error) {
    if (error instanceof PolicyUnreadable) throw new CommandFailure('refused', error.message)
    throw error
  }
}
