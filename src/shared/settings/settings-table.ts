import { LEVELS, type Level } from '../connection/safety.ts'
import { COMMIT_LOCK_MS_MAX, COMMIT_STATEMENT_MS_MAX, COPY_ROWS_MIN, DRAFT_ACTIONS_MAX } from '../limits.ts'
import type { KeyBindings, Setting, SettingEffect, SettingShape, SettingValue } from './setting.ts'

const ELEVATION_MINUTES_MAX = 480
const MS_PER_SECOND = 1_000
const COLOURS = ['auto', 'light', 'dark'] as const

/** Everything that can be set, in the order in which it is shown. */
export const SETTINGS = {
  'appearance.colours': setting<(typeof COLOURS)[number]>('Appearance', 'auto', 'at once', {
    label: 'Colours',
    meaning: 'Light, dark, or as the system has them.',
    shape: { kind: 'choice', of: COLOURS },
  }),
  'keyboard.singleKeys': setting<boolean>('Keyboard', true, 'at once', {
    label: 'Single letters as keys',
    meaning: 'Keys without Ctrl, ⌘ or Alt. Off: only chords, arrows and function keys do anything.',
    shape: { kind: 'yes-or-no' },
  }),
  'keyboard.bindings': setting<KeyBindings>('Keyboard', {}, 'at once', {
    label: 'Own keys',
    meaning: 'Keys of actions that are other than they come.',
    shape: { kind: 'keys' },
  }),
  'safety.readOnly': setting<boolean>('Safety', false, 'at the next start', {
    label: 'Change nothing anywhere',
    meaning: 'Every connection is read-only, and none can be raised.',
    shape: { kind: 'yes-or-no' },
  }),
  'safety.productionRaise': setting<Level>('Safety', 'open', 'when a connection is opened', {
    label: 'Production may be raised to',
    meaning: 'The highest level on production, which always opens read-only.',
    shape: { kind: 'choice', of: LEVELS },
  }),
  'safety.unmarkedLevel': setting<Level>('Safety', 'guarded', 'when a connection is opened', {
    label: 'Level without an environment',
    meaning: 'With which a connection opens of which nobody has said what it is for.',
    shape: { kind: 'choice', of: LEVELS },
  }),
  'safety.elevationMinutes': setting<number>('Safety', 15, 'at once', {
    label: 'A raised level lasts',
    meaning: 'What new connections begin with.',
    shape: { kind: 'number', min: 1, max: ELEVATION_MINUTES_MAX, unit: 'minutes' },
  }),
  'safety.elevationMinutesMax': setting<number>('Safety', ELEVATION_MINUTES_MAX, 'when a connection is opened', {
    label: 'A raised level lasts at most',
    meaning: 'Whatever a connection says.',
    shape: { kind: 'number', min: 1, max: ELEVATION_MINUTES_MAX, unit: 'minutes' },
  }),
  'connections.verifiedOnly': setting<boolean>('Connections', false, 'when a connection is opened', {
    label: 'Verified servers only',
    meaning: 'Servers elsewhere are opened with verify-full and not otherwise.',
    shape: { kind: 'yes-or-no' },
  }),
  'connections.connectSeconds': setting<number>('Connections', 10, 'when a connection is opened', {
    label: 'A session must be there within',
    meaning: 'From the first packet to the end of signing in.',
    shape: { kind: 'number', min: 1, max: 300, unit: 'seconds' },
  }),
  'connections.statementSeconds': setting<number>('Connections', 120, 'when a connection is opened', {
    label: 'A statement may take',
    meaning: 'The server ends it then; large commits and imports have limits of their own.',
    shape: { kind: 'number', min: 1, max: 86_400, unit: 'seconds' },
  }),
  'commits.lockSeconds': setting<number>('Commits', COMMIT_LOCK_MS_MAX / MS_PER_SECOND, 'when a connection is opened', {
    label: 'A commit waits for its table',
    meaning: 'For so long while others commit; then it ends and says who held the lock.',
    shape: { kind: 'number', min: 1, max: 3_600, unit: 'seconds' },
  }),
  'commits.statementSeconds': setting<number>(
    'Commits',
    COMMIT_STATEMENT_MS_MAX / MS_PER_SECOND,
    'when a connection is opened',
    {
      label: 'A statement of a commit may take',
      meaning: 'The server ends it then, and nothing is committed.',
      shape: { kind: 'number', min: 1, max: 86_400, unit: 'seconds' },
    },
  ),
  'commits.copyRowsMin': setting<number>('Commits', COPY_ROWS_MIN, 'when a connection is opened', {
    label: 'Rows go by COPY from',
    meaning:
      'Fewer rows of one table travel as values. The default is where the benchmark has found COPY to be the quicker.',
    shape: { kind: 'number', min: 1, max: DRAFT_ACTIONS_MAX, unit: 'rows' },
  }),
  'passwords.keep': setting<boolean>('Passwords', true, 'at once', {
    label: 'Passwords may be kept in the keychain',
    meaning: 'Off: they are asked for, come from .pgpass or a command, or stay in memory.',
    shape: { kind: 'yes-or-no' },
  }),
  'mirror.publish': setting<boolean>('Mirror', true, 'when a connection is opened', {
    label: 'Publish mirrored tables from here',
    meaning: 'Off: another program publishes their logs.',
    shape: { kind: 'yes-or-no' },
  }),
} as const

type Table = typeof SETTINGS
export type SettingKey = keyof Table
export type ValueOf<Key extends SettingKey> = Table[Key] extends Setting<infer Value> ? Value : never

/** Their names, in the order in which they are shown. */
// The keys of a constant are known; the language gives them as texts.
export const SETTING_KEYS = Object.keys(SETTINGS) as [SettingKey, ...SettingKey[]]

export function isSettingKey(name: string): name is SettingKey {
  return Object.hasOwn(SETTINGS, name)
}

function setting<Value extends SettingValue>(
  section: string,
  value: Value,
  effect: SettingEffect,
  rest: { readonly label: string; readonly meaning: string; readonly shape: SettingShape },
): Setting<Value> {
  return { section, default: value, effect, ...rest }
}
