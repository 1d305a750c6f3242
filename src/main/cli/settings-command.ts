import type { SettingView } from '../../shared/contract/settings-contract.ts'
import { readSettingArgument } from '../../shared/settings/read-settings.ts'
import { isSettingKey, SETTING_KEYS } from '../../shared/settings/settings-table.ts'
import type { Command, CommandResult } from './command.ts'
import { CommandFailure } from './command-failure.ts'
import { commandSettings } from './command-settings.ts'
import { printColumns } from './print-columns.ts'
import { textOption } from './read-arguments.ts'

export const settingsCommand: Command = {
  name: 'settings',
  positionals: [],
  options: { change: { type: 'string' }, reset: { type: 'string' } },
  summary: 'list what is set and by whom: by default, by you, on the command line, by a policy',
  help: `Lists every setting with its value and where that is from. What a policy says comes first, then --setting, then your own.

  --change KEY=VALUE   set a value of your own; the value is JSON or a word
  --reset KEY          take your own value back

With --json: {"file", "policyFile", "problems", "settings": [{"key", "value", "source", "from", "own", "lockedBy"}]}.`,
  async look({ values, surroundings }) {
    const settings = await commandSettings(values, surroundings.environment)
    const [change, reset] = [textOption(values, 'change'), textOption(values, 'reset')]
    if (change !== undefined) {
      const read = readSettingArgument(change)
      if (typeof read === 'string') throw new CommandFailure('usage', read)
      await obeyed(settings.change(...read))
    }
    if (reset !== undefined) {
      if (!isSettingKey(reset)) {
        throw new CommandFailure(
          'usage',
          `${JSON.stringify(reset)} is no setting; known are ${SETTING_KEYS.join(', ')}.`,
        )
      }
      await obeyed(settings.change(reset, null))
    }
    return listing(settings.event())
  },
}

async function obeyed(
  answer: Promise<{ readonly kind: 'changed' } | { readonly kind: 'refused'; readonly why: string }>,
) {
  const given = await answer
  if (given.kind === 'refused') throw new CommandFailure('refused', given.why)
}

function listing(event: ReturnType<Awaited<ReturnType<typeof commandSettings>>['event']>): CommandResult {
  const rows = event.settings.map(({ key, value, source, from }) => [key, textOf(value), source, from])
  const table = printColumns([{ title: 'SETTING' }, { title: 'VALUE' }, { title: 'SOURCE' }, { title: 'FROM' }], rows)
  const settings = event.settings.map(view => ({ ...view, value: jsonOf(view.value), own: jsonOf(view.own) }))
  return {
    text: [table, ...event.problems].join('\n'),
    json: { file: event.file, policyFile: event.policyFile, problems: event.problems, settings },
  }
}

function textOf(value: SettingView['value']): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function jsonOf(value: SettingView['own']) {
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([action, chords]) => [action, [...chords]]))
}
