import { randomUUID } from 'node:crypto'
import { appendFile, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Activity,
  type ActivityPage,
  type ActivityRequest,
  activitySchema,
} from '../../shared/contract/activity.ts'
import { ACTIVITY_FILE_BYTES_MAX, ACTIVITY_FILES_KEPT } from '../../shared/limits.ts'

export interface ActivityLogOptions {
  readonly folder: string
  /** Tells what was done to one log from what was done to another. */
  readonly place: string
  readonly actor: Activity['actor']
  /** Hears of entries that cannot be written: what was done is done all the same. */
  readonly onProblem: (error: unknown) => void
}

export type NewActivity = Omit<Activity, 'activityId' | 'at' | 'actor'>

/**
 * What this program did to tables, a line of JSON each, appended to a file that any number of processes share. A full file
 * is put aside; the oldest ones are forgotten.
 */
export class ActivityLog {
  readonly #options: ActivityLogOptions

  constructor(options: ActivityLogOptions) {
    this.#options = options
  }

  /** Never throws. The entry is in the file when this resolves. */
  async record(entry: NewActivity): Promise<void> {
    const { folder, place, actor, onProblem } = this.#options
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const activity: Activity = { ...entry, activityId: randomUUID(), at: Date.now(), actor }
      await appendFile(join(folder, CURRENT), `${printEntry(activity, place)}\n`, { mode: 0o600 })
      await this.#putAside()
    } catch (error) {
      onProblem(error)
    }
  }

  /** Entries of this place that fit, the newest first. */
  async list({ search = '', kind, before, limit }: ActivityRequest): Promise<ActivityPage> {
    const words = search.trim().toLowerCase()
    const found: Activity[] = []
    let isReached = before === undefined
    for await (const activity of this.entries()) {
      if (isReached && fits(activity, words, kind)) found.push(activity)
      if (activity.activityId === before) isReached = true
      if (found.length > limit) return { activities: found.slice(0, limit), hasMore: true }
    }
    return { activities: found, hasMore: false }
  }

  /** All entries of this place, the newest first; files are read as far as somebody asks. */
  async *entries(): AsyncGenerator<Activity, void> {
    for (const name of await this.#names()) {
      const text = await readFile(join(this.#options.folder, name), 'utf8').catch(() => '')
      for (const line of text.split('\n').reverse()) {
        const activity = line === '' ? undefined : readEntry(line, this.#options.place)
        if (activity !== undefined) yield activity
      }
    }
  }

  /** The newest file first. */
  async #names(): Promise<string[]> {
    const names = await readdir(this.#options.folder).catch((): string[] => [])
    const aside = names.filter(name => ASIDE.test(name)).sort()
    return [...(names.includes(CURRENT) ? [CURRENT] : []), ...aside.reverse()]
  }

  async #putAside(): Promise<void> {
    const { folder } = this.#options
    const current = join(folder, CURRENT)
    if ((await stat(current)).size < ACTIVITY_FILE_BYTES_MAX) return
    await rename(current, join(folder, `activity.${String(Date.now()).padStart(14, '0')}.jsonl`))
    const old = (await this.#names()).slice(ACTIVITY_FILES_KEPT)
    await Promise.all(old.map(name => rm(join(folder, name), { force: true })))
  }
}

const CURRENT = 'activity.jsonl'
const ASIDE = /^activity\.\d{14}\.jsonl$/

function printEntry(activity: Activity, place: string): string {
  return JSON.stringify({ place, ...activity, version: activity.version?.toString() ?? null })
}

/** Undefined for entries of another place, and for lines that were cut off. */
function readEntry(line: string, here: string): Activity | undefined {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value !== 'object' || value === null || !('place' in value) || !('version' in value)) return undefined
    const { place, version, ...entry } = value
    const exact = typeof version === 'string' && /^\d{1,19}$/.test(version) ? BigInt(version) : null
    return place === here ? activitySchema.safeParse({ ...entry, version: exact }).data : undefined
  } catch {
    return undefined
  }
}

function fits(activity: Activity, words: string, kind: Activity['kind'] | undefined): boolean {
  if (kind !== undefined && activity.kind !== kind) return false
  if (words === '') return true
  const { tableName, summary, operation, commitId, outcome, version } = activity
  const text = [tableName, summary, operation, commitId, outcome, version === null ? '' : `v${version}`].join(' ')
  return text.toLowerCase().includes(words)
}
