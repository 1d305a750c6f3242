import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { SETTING_SOURCES } from '../settings/resolve-settings.ts'
import { SETTING_KEYS } from '../settings/settings-table.ts'
import { op } from './operation.ts'

const BINDINGS_MAX = 500

const settingKeySchema = z.enum(SETTING_KEYS)
const settingValueSchema = z.union([
  z.string().max(200),
  z.number(),
  z.boolean(),
  z
    .record(z.string().max(100), z.array(z.string().max(100)).max(10).readonly())
    .readonly()
    .refine(bindings => Object.keys(bindings).length <= BINDINGS_MAX),
])

/** A setting as it holds: where it is from, and why it cannot be changed. */
const settingViewSchema = z.strictObject({
  key: settingKeySchema,
  value: settingValueSchema,
  source: z.enum(SETTING_SOURCES),
  /** The file or the option, for people. */
  from: z.string(),
  /** What the user has set, also where it is overruled; null where nothing is. */
  own: settingValueSchema.nullable(),
  /** Null where it can be changed. */
  lockedBy: z.string().nullable(),
})
export type SettingView = z.infer<typeof settingViewSchema>

const settingsEventSchema = z.strictObject({
  settings: z.array(settingViewSchema),
  /** Where the user's own are kept. */
  file: z.string(),
  policyFile: z.string().nullable(),
  /** What in the user's own file cannot be used. */
  problems: z.array(z.string()),
})
export type SettingsEvent = z.infer<typeof settingsEventSchema>

/** What is set, by whom, and changing it. */
export const settingsContract = {
  settings: {
    /** All of them, whole at every change. */
    watch: op.output(eventIterator(settingsEventSchema)),
    /** Sets a value for this user; null takes the user's own back. What a policy says is not changed by anybody. */
    change: op
      .input(z.strictObject({ key: settingKeySchema, value: settingValueSchema.nullable() }))
      .output(
        z.discriminatedUnion('kind', [
          z.strictObject({ kind: z.literal('changed') }),
          z.strictObject({ kind: z.literal('refused'), why: z.string() }),
        ]),
      ),
  },
}
