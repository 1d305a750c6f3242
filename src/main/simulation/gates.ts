/** Where a writer of a schedule stands. */
export type GateState =
  /** Before a step, until it is let go. */
  | { readonly kind: 'held'; readonly step: string; readonly go: (how: 'go' | 'crash') => void }
  | { readonly kind: 'running'; readonly step: string }
  /** On the server, behind somebody. */
  | { readonly kind: 'waiting'; readonly step: string; readonly behind: readonly number[] }
  | { readonly kind: 'done' }

/** Holds writers before their steps, and tells when one has come to its next step or to its end. */
export class Gates {
  readonly states: GateState[]
  #news = Promise.withResolvers<void>()

  constructor(writers: number) {
    this.states = Array.from({ length: writers }, () => ({ kind: 'running', step: 'start' }))
  }

  /** Called by a writer: waits until it is let go. */
  hold(writer: number, step: string): Promise<'go' | 'crash'> {
    const { promise, resolve } = Promise.withResolvers<'go' | 'crash'>()
    this.#set(writer, { kind: 'held', step, go: resolve })
    return promise
  }

  /** The writer has nothing more to do. */
  finish(writer: number): void {
    this.#set(writer, { kind: 'done' })
  }

  /** Lets a held writer go; false where it is not held. */
  release(writer: number, how: 'go' | 'crash'): boolean {
    const state = this.states[writer]
    if (state?.kind !== 'held') return false
    this.states[writer] = { kind: 'running', step: state.step }
    state.go(how)
    return true
  }

  noteWaiting(writer: number, behind: readonly number[]): void {
    const state = this.states[writer]
    if (state?.kind === 'running' || state?.kind === 'waiting') {
      this.states[writer] = { kind: 'waiting', step: state.step, behind }
    }
  }

  /** Writers on their way: neither held nor done. */
  get moving(): number[] {
    return this.states.flatMap(({ kind }, writer) => (kind === 'running' || kind === 'waiting' ? [writer] : []))
  }

  get held(): number[] {
    return this.states.flatMap(({ kind }, writer) => (kind === 'held' ? [writer] : []))
  }

  /** Resolves when a writer comes to a step or to its end. */
  get news(): Promise<void> {
    return this.#news.promise
  }

  /** Lets everybody go for good; whoever still comes is let through. */
  open(): void {
    for (const writer of this.held) this.release(writer, 'crash')
  }

  #set(writer: number, state: GateState): void {
    this.states[writer] = state
    this.#news.resolve()
    this.#news = Promise.withResolvers()
  }
}
