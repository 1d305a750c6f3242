import { type Environment, isAbove, type Level } from '../../shared/connection/safety.ts'
import type { RaiseAnswer } from '../../shared/contract/connections.ts'

/** What somebody has said of a connection, as it bears on how much may be done there. */
export interface SafetyPolicy {
  /** The level at which the connection opens and to which it falls back. */
  readonly level: Level
  readonly environment: Environment | null
  /** What is typed to raise the level on production. */
  readonly name: string
  readonly elevationMinutes: number
  /** The highest level that it can be raised to. */
  readonly raiseMax: Level
  /** Why not above that; null where nothing is said of it. */
  readonly lockedBy: string | null
}

export interface SafetyOptions extends SafetyPolicy {
  /** Makes the level true for sessions, before anything else is let through. */
  readonly onLevel: (level: Level) => void
  /** Hears of every change and every refusal, in words. */
  readonly record: (outcome: 'raised' | 'lowered' | 'refused', summary: string) => void
}

const TICK_MS = 1_000
/** The clock jumped by so much between two ticks: the machine slept. */
const SLEPT_MS = 30_000
const MS_PER_MINUTE = 60_000

/**
 * How much may be done on an open connection just now. A level above the one of the start lasts a while, then falls back by
 * itself; sleep of the machine ends it at once.
 */
export class Safety {
  #options: SafetyOptions
  readonly #timer: ReturnType<typeof setInterval>
  #level: Level
  #until: number | null = null
  #tickedAt = Date.now()

  constructor(options: SafetyOptions) {
    this.#options = options
    this.#level = options.level
    this.#timer = setInterval(() => this.#tick(), TICK_MS)
    this.#timer.unref()
  }

  get level(): Level {
    return this.#level
  }

  /** When a raised level falls back, in milliseconds since 1970; null where none is raised. */
  get elevatedUntil(): number | null {
    return this.#until
  }

  get lockedBy(): string | null {
    return this.#options.lockedBy
  }

  get raiseMax(): Level {
    return this.#options.raiseMax
  }

  get environment(): Environment | null {
    return this.#options.environment
  }

  /** Lowers at once. Raises for a while where nothing locks the level and, on production, its name was `typed`. */
  setLevel(level: Level, typed: string): RaiseAnswer {
    const { level: start, name, elevationMinutes } = this.#options
    const why = isAbove(level, this.#level) ? refusalOf(level, this.#options, typed) : undefined
    if (why !== undefined) {
      this.#options.record('refused', `The level ${level} was asked for and refused: ${why}`)
      return { kind: 'refused', why }
    }
    const isRaised = isAbove(level, start)
    this.#until = isRaised ? Date.now() + elevationMinutes * MS_PER_MINUTE : null
    const ending = isRaised ? ` for ${elevationMinutes} minutes` : ''
    this.#move(level, `The level of “${name}” is now ${level}${ending}.`)
    return { kind: 'raised', level, until: this.#until }
  }

  /**
   * Holds the open connection to what is said of it from now on: a level above the new one ends at once, and none is raised
   * by this.
   */
  setPolicy(policy: SafetyPolicy): void {
    const before = this.#options
    this.#options = { ...before, ...policy }
    const isStricter = isAbove(before.level, policy.level) || policy.environment !== before.environment
    if (!isAbove(this.#level, policy.level)) this.#until = null
    else if (isStricter || isAbove(this.#level, policy.raiseMax)) {
      this.#until = null
      this.#move(policy.level, `The level of “${policy.name}” is now ${policy.level}: what is said of it was changed.`)
    }
  }

  /** Ends a raised level now. */
  fallBack(reason: string): void {
    if (this.#until === null) return
    this.#until = null
    const { level, name } = this.#options
    this.#move(level, `The level of “${name}” fell back to ${level}: ${reason}.`)
  }

  close(): void {
    clearInterval(this.#timer)
  }

  #tick(): void {
    const now = Date.now()
    const hasSlept = now - this.#tickedAt > SLEPT_MS
    this.#tickedAt = now
    if (this.#until === null || (now < this.#until && !hasSlept)) return
    this.fallBack(hasSlept ? 'the machine slept' : 'the time was over')
  }

  #move(level: Level, summary: string): void {
    const outcome = isAbove(level, this.#level) ? 'raised' : 'lowered'
    this.#level = level
    this.#options.onLevel(level)
    this.#options.record(outcome, summary)
  }
}

function refusalOf(level: Level, options: SafetyOptions, typed: string): string | undefined {
  const { raiseMax, lockedBy, environment, name } = options
  if (isAbove(level, raiseMax)) return lockedBy ?? `The level of “${name}” can be raised to ${raiseMax} at the most.`
  if (environment === 'production' && typed.trim() !== name) {
    return `On production the name of the connection must be typed: ${name}`
  }
  return undefined
}
