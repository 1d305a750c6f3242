import { z } from 'zod'
import { taskSchema } from '../../shared/contract/tasks.ts'

/** A task as it is kept in its file: what the page sees of it, where it belongs and who runs it. */
export const taskRecordSchema = taskSchema.omit({ isElsewhere: true, isResumable: true }).extend({
  /** The database that it works on. */
  place: z.string(),
  /** The program that runs it or ran it last; `seenAt` is renewed as long as it does. */
  owner: z.strictObject({ instance: z.uuid(), pid: z.number(), seenAt: z.number() }),
})
export type TaskRecord = z.output<typeof taskRecordSchema>

/** 64-bit numbers have no place in JSON: each is written as an object of its own. */
export function printRecord(record: TaskRecord): string {
  return JSON.stringify(record, (_, value: unknown) =>
    typeof value === 'bigint' ? { [INTEGER]: String(value) } : value,
  )
}

/** Undefined where the text is no record, or one of another release. */
export function parseRecord(text: string): TaskRecord | undefined {
  try {
    const read = taskRecordSchema.safeParse(JSON.parse(text, revive))
    return read.success ? read.data : undefined
  } catch {
    return undefined
  }
}

const INTEGER = '$integer'

function revive(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, INTEGER)) return value
  const text: unknown = Reflect.get(value, INTEGER)
  return typeof text === 'string' && /^-?\d{1,40}$/.test(text) ? BigInt(text) : value
}
