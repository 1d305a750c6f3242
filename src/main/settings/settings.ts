import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { SettingsEvent, SettingView } from '../../shared/contract/settings-contract.ts'
import { readPolicyText, readSettingsText, type SettingValues } from '../../shared/settings/read-settings.ts'
import { resolveSettings, type SettingLayer, type SettingState } from '../../shared/settings/resolve-settings.ts'
import { expectedOf, fitsShape, type SettingValue } from '../../shared/settings/setting.ts'
import { SETTINGS, type SettingKey, type ValueOf } from '../../shared/settings/settings-table.ts'
import { Waiters } from '../connections/waiters.ts'

/** The policy of this machine cannot be applied as it is written; nothing may be done before somebody has mended it. */
export class PolicyUnreadable extends Error {
  override readonly name = 'PolicyUnreadable'
}

export interface SettingsOptions {
  /** Where the user's own are kept. */
  readonly file: string
  /** What the administrator of this machine says; absent: nothing. */
  readonly policyFile: string | undefined
  /** What was said where the program was started. */
  readonly given?: SettingValues | undefined
}

export type ChangeAnswer =
  | { readonly kind: 'changed' }
  /** The policy says otherwise, or the user's file cannot be written without a loss. */
  | { readonly kind: 'refused'; readonly why: string }

/** What is set: as the program comes, by the user, where the program was started, by a policy; the later ones win. */
export class Settings {
  readonly #file: string
  readonly #fixed: readonly SettingLayer[]
  readonly #policyFile: string | undefined
  readonly #contact: string | undefined
  readonly #changes = new Waiters()
  #own: SettingValues = new Map()
  #problems: readonly string[] = []
  #states = new Map<SettingKey, SettingState>()
  #turn: Promise<unknown> = Promise.resolve()

  private constructor(options: SettingsOptions, policy: SettingValues, contact: string | undefined) {
    this.#file = options.file
    this.#policyFile = options.policyFile
    this.#contact = contact
    this.#fixed = [
      { source: 'command-line', from: 'where the program was started', values: options.given ?? new Map() },
      { source: 'policy', from: options.policyFile ?? '', values: policy },
    ]
  }

  /** Throws PolicyUnreadable. What is wrong in the user's own file is passed over and told (`problems`). */
  static async open(options: SettingsOptions): Promise<Settings> {
    const { values, contact } = await readPolicy(options.policyFile)
    const settings = new Settings(options, values, contact)
    await settings.#load()
    return settings
  }

  value<Key extends SettingKey>(key: Key): ValueOf<Key> {
    // What stands in a layer has passed the shape of its key (`fitsShape`), which the compiler cannot carry along.
    return this.#stateOf(key).value as ValueOf<Key>
  }

  /** Where the value of a setting is from, as part of a sentence about what it forbids. */
  originOf(key: SettingKey): string {
    const { source, from } = this.#stateOf(key)
    switch (source) {
      case 'policy':
        return `by the policy ${from}${this.#contact === undefined ? '' : ` (${this.#contact})`}`
      case 'command-line':
        return 'where the program was started'
      case 'user':
        return 'in the settings'
      case 'default':
        return 'by default'
    }
  }

  /** All of them and where each is from. */
  event(): SettingsEvent {
    const settings = [...this.#states.values()].map(
      ({ key, value, source, from, own }): SettingView => ({
        ...{ key, value, source, from },
        own: own ?? null,
        lockedBy: source === 'policy' ? `Set ${this.originOf(key)}; it cannot be changed here.` : null,
      }),
    )
    return { settings, file: this.#file, policyFile: this.#policyFile ?? null, problems: [...this.#problems] }
  }

  /** All of them, and again at each change. */
  async *watch(signal: AbortSignal): AsyncGenerator<SettingsEvent, void> {
    while (!signal.aborted) {
      const news = this.#changes.next(signal)
      yield this.event()
      await news
    }
  }

  /** Sets a value for this user, or takes the user's own back where it is null. */
  change(key: SettingKey, value: SettingValue | null): Promise<ChangeAnswer> {
    const turn = this.#turn.then(() => this.#change(key, value))
    this.#turn = turn.catch(() => {})
    return turn
  }

  async #change(key: SettingKey, value: SettingValue | null): Promise<ChangeAnswer> {
    const { shape, label } = SETTINGS[key]
    if (this.#stateOf(key).source === 'policy') {
      return { kind: 'refused', why: `“${label}” is set ${this.originOf(key)} and cannot be changed here.` }
    }
    if (value !== null && !fitsShape(shape, value)) {
      return { kind: 'refused', why: `“${label}”: ${expectedOf(shape)} is expected.` }
    }
    const written = readObject((await readText(this.#file)) ?? '{}')
    if (written === undefined) {
      return { kind: 'refused', why: `${this.#file} is no JSON object and is left as it is; mend it or move it away.` }
    }
    // Entries of a newer version of the program stay.
    const { [key]: _, ...rest } = written
    await writeWhole(this.#file, value === null ? rest : { ...rest, [key]: value })
    await this.#load()
    this.#changes.wake()
    return { kind: 'changed' }
  }

  async #load(): Promise<void> {
    const text = (await readText(this.#file)) ?? '{}'
    const { values, problems } = readSettingsText(text)
    // A file that was edited into something else costs nothing that was read of it before.
    if (readObject(text) !== undefined) this.#own = values
    this.#problems = problems.map(problem => `${this.#file}: ${problem}`)
    const own: SettingLayer = { source: 'user', from: this.#file, values: this.#own }
    this.#states = new Map(resolveSettings([own, ...this.#fixed]).map(state => [state.key, state]))
  }

  #stateOf(key: SettingKey): SettingState {
    const state = this.#states.get(key)
    if (state === undefined) throw new Error(`the setting ${key} was not resolved`)
    return state
  }
}

async function readPolicy(path: string | undefined) {
  if (path === undefined) return { values: new Map(), contact: undefined }
  const text = await readText(path).catch((error: unknown) => {
    throw new PolicyUnreadable(
      `The policy ${path} cannot be read (${codeOf(error)}). Deltadesk does not start without it.`,
    )
  })
  if (text === undefined) throw new PolicyUnreadable(`The policy ${path} is not there; DELTADESK_POLICY names it.`)
  const { values, problems, contact } = readPolicyText(text)
  if (problems.length > 0) throw new PolicyUnreadable(`The policy ${path} cannot be applied. ${problems.join(' ')}`)
  return { values, contact }
}

/** Undefined where there is no file. */
async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

function readObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}

/** Whoever reads the file sees the old settings or the new ones. */
async function writeWhole(path: string, value: object): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const unfinished = `${path}.${process.pid}.new`
  await writeFile(unfinished, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600, flush: true })
  await rename(unfinished, path)
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
