import { isDeepStrictEqual } from 'node:util'
import { effectivePolicy, type Level } from '../shared/connection/safety.ts'
import type {
  ConnectionState,
  ConnectionSummary,
  ConnectionsEvent,
  OpenAnswer,
  OpenFailure,
  Profile,
} from '../shared/contract/connections.ts'
import { createRouter } from './api.ts'
import type { App } from './app.ts'
import type { BookContent, ConnectionBook } from './connections/connection-book.ts'
import { placeOfProfile } from './connections/place-of-profile.ts'
import type { SafetyPolicy } from './connections/safety.ts'
import type { Secrets } from './connections/secrets.ts'
import { Waiters } from './connections/waiters.ts'
import type { ApiRouter } from './host/serve-pipe.ts'
import type { OpenedLog, OpenGiven, StartConnection } from './open-log-of.ts'
import { encryptionOf } from './postgres/describe-encryption.ts'
import { refusingRouter } from './refusing-router.ts'

type Entry =
  | { readonly kind: 'opening'; readonly since: number; readonly done: Promise<OpenAnswer> }
  | { readonly kind: 'failed'; readonly at: number; readonly failure: OpenFailure }
  | { readonly kind: 'open'; readonly since: number; readonly opened: OpenedLog; readonly router: ApiRouter }

export interface OpenConnectionsOptions {
  readonly book: ConnectionBook
  readonly secrets: Secrets
  readonly start: StartConnection
  /** With which connections open of which nobody has said what they are for. */
  readonly unmarkedLevel: () => Level
  /** Opens the log of a connection, or says what is missing. */
  readonly openLog: (summary: ConnectionSummary, given: OpenGiven) => Promise<OpenAnswer | OpenedLog>
  /** What an open connection is held to. */
  readonly policyOf: (summary: ConnectionSummary) => SafetyPolicy
  readonly failureOf: (error: unknown) => OpenFailure
}

/** The connections of the program: which there are, which of them are open, and who answers their calls. */
export class OpenConnections {
  readonly #options: OpenConnectionsOptions
  readonly #entries = new Map<string, Entry>()
  readonly #changes = new Waiters()
  readonly #closed = refusingRouter(() => 'This connection is not open.')

  constructor(options: OpenConnectionsOptions) {
    this.#options = options
  }

  /** Tells everybody who watches that something is not as it was. */
  changed(): void {
    this.#changes.wake()
  }

  /** The open log of a connection. */
  app(id: string): App | undefined {
    const entry = this.#entries.get(id)
    return entry?.kind === 'open' ? entry.opened.app : undefined
  }

  /** Who answers the calls of a connection, open or not. */
  router(id: string): ApiRouter {
    const entry = this.#entries.get(id)
    return entry?.kind === 'open' ? entry.router : this.#closed
  }

  /** Opens a connection, or says what is missing; one that is open or opening is not opened again. */
  async open(id: string, given: OpenGiven = {}): Promise<OpenAnswer> {
    const entry = this.#entries.get(id)
    if (entry?.kind === 'open') return { kind: 'open' }
    if (entry?.kind === 'opening') return entry.done
    const done = this.#open(id, given)
    this.#entries.set(id, { kind: 'opening', since: Date.now(), done })
    this.changed()
    return done.finally(() => this.changed())
  }

  async close(id: string): Promise<void> {
    const entry = this.#entries.get(id)
    if (entry?.kind === 'opening') await entry.done
    const now = this.#entries.get(id)
    this.#entries.delete(id)
    this.changed()
    if (now?.kind === 'open') await now.opened.close()
  }

  /**
   * Holds what is open to what is said of it now. A connection whose server is another one by now is closed: what it shows
   * must be where it says that it is.
   */
  async review(before: ConnectionsEvent): Promise<void> {
    for (const summary of (await this.state()).connections) {
      const { profile } = summary
      const entry = this.#entries.get(profile.id)
      const was = before.connections.find(known => known.profile.id === profile.id)
      if (entry?.kind !== 'open' || was === undefined) continue
      if (isElsewhere(was.profile, profile)) await this.close(profile.id)
      else entry.opened.app.safety.setPolicy(this.#options.policyOf(summary))
    }
    this.changed()
  }

  /** Ends every raised level, for a reason that is written down. */
  lowerLevels(reason: string): void {
    for (const entry of this.#entries.values()) {
      if (entry.kind === 'open') entry.opened.app.safety.fallBack(reason)
    }
  }

  async closeAll(): Promise<void> {
    await Promise.allSettled([...this.#entries.keys()].map(id => this.close(id)))
  }

  async summary(id: string): Promise<ConnectionSummary | undefined> {
    const { connections } = await this.state()
    return connections.find(({ profile }) => profile.id === id)
  }

  async state(): Promise<ConnectionsEvent> {
    return this.stateWith(await this.#options.book.read())
  }

  /** The state as it is with this book. */
  async stateWith({ connections, folders }: BookContent): Promise<ConnectionsEvent> {
    const { secrets, start, unmarkedLevel } = this.#options
    const known = [
      { profile: start.profile, origin: start.origin },
      ...connections.map(profile => ({ profile, origin: 'saved' as const })),
    ]
    return {
      connections: known.map(({ profile, origin }) => {
        const folder = folders.find(({ name }) => name === profile.folder)
        const policy = origin === 'saved' ? effectivePolicy(profile, folder, unmarkedLevel()) : start.policy
        const place = origin === 'saved' ? placeOfProfile(profile) : start.place
        return { profile, origin, place, ...policy, state: this.#stateOf(profile.id) }
      }),
      folders: [...folders].sort((a, b) => a.name.localeCompare(b.name)),
      startId: start.profile.id,
      vault: await secrets.state(),
    }
  }

  /** The whole state, and again at each change. */
  async *watch(signal: AbortSignal): AsyncGenerator<ConnectionsEvent, void> {
    while (!signal.aborted) {
      const news = this.#changes.next(signal)
      yield await this.state()
      await news
    }
  }

  async #open(id: string, given: OpenGiven): Promise<OpenAnswer> {
    try {
      const summary = await this.summary(id)
      if (summary === undefined) throw new Error('There is no such connection any more.')
      const answer = await this.#options.openLog(summary, given)
      if ('app' in answer) {
        const router = createRouter(answer.app)
        this.#entries.set(id, { kind: 'open', since: Date.now(), opened: answer, router })
        return { kind: 'open' }
      }
      if (answer.kind === 'failed') this.#entries.set(id, { kind: 'failed', at: Date.now(), failure: answer.failure })
      else this.#entries.delete(id)
      return answer
    } catch (error) {
      const failure = this.#options.failureOf(error)
      this.#entries.set(id, { kind: 'failed', at: Date.now(), failure })
      return { kind: 'failed', failure }
    }
  }

  #stateOf(id: string): ConnectionState {
    const entry = this.#entries.get(id)
    switch (entry?.kind) {
      case undefined:
        return { kind: 'closed' }
      case 'opening':
        return { kind: 'opening', since: entry.since }
      case 'failed':
        return { kind: 'failed', at: entry.at, failure: entry.failure }
      case 'open':
        return openState(entry.opened, entry.since)
    }
  }
}

function isElsewhere(before: Profile, now: Profile): boolean {
  return !isDeepStrictEqual([before.reference, before.parameters], [now.reference, now.parameters])
}

function openState({ app, tunnel }: OpenedLog, since: number): ConnectionState {
  const { safety, link, database } = app
  const { level, elevatedUntil, raiseMax, lockedBy } = safety
  const health =
    link.kind === 'reachable'
      ? link
      : ({ kind: 'lost', since: link.since, reason: link.reason, retryAt: link.retryAt } as const)
  const encryption = encryptionOf(database.config)
  const server = database.capabilities.serverVersionText
  return {
    kind: 'open',
    since,
    level,
    elevatedUntil,
    raiseMax,
    lockedBy,
    health,
    server,
    encryption,
    peer: app.peer,
    tunnel,
  }
}
