import { randomUUID } from 'node:crypto'
import type { Breakpoint, TaskInput } from '../../shared/contract/task-inputs.ts'
import type { Task, TaskAnswer, TaskCommand, TaskOutcome, TasksEvent } from '../../shared/contract/tasks.ts'
import { TASK_HEARTBEAT_MS, TASK_KEEP_MS, TASKS_KEPT_MAX } from '../../shared/limits.ts'
import { TaskFiles } from './task-files.ts'
import { isResumable, stateAfter } from './task-life.ts'
import { isAlive, type Owner } from './task-owner.ts'
import type { TaskRecord } from './task-record.ts'
import { type RunChange, type RunEnd, TaskRun } from './task-run.ts'
import type { TasksOptions } from './tasks-options.ts'

/** Long work: started here, kept in files, told to every page, ended or interrupted when the program goes. */
export class Tasks {
  readonly #options: TasksOptions
  readonly #files: TaskFiles
  readonly #instance = randomUUID()
  readonly #records = new Map<string, TaskRecord>()
  readonly #runs = new Map<string, TaskRun>()
  readonly #listeners = new Set<(event: TasksEvent) => void>()
  readonly #keptMs = new Map<string, number>()
  #heartbeat: ReturnType<typeof setInterval> | undefined
  #closing = false
  /** Whoever is told of runs is told one after the other. */
  #noted: Promise<void> = Promise.resolve()

  private constructor(options: TasksOptions) {
    this.#options = options
    this.#files = new TaskFiles(options.folder)
  }

  /** Reads what is kept; tasks whose program is gone become interrupted. */
  static async open(options: TasksOptions): Promise<Tasks> {
    const tasks = new Tasks(options)
    await tasks.#load()
    tasks.#heartbeat = setInterval(() => void tasks.#beat(), options.heartbeatMs ?? TASK_HEARTBEAT_MS)
    tasks.#heartbeat.unref()
    return tasks
  }

  /** Newest first. */
  list(): Task[] {
    return [...this.#records.values()].sort((a, b) => b.createdAt - a.createdAt).map(record => this.#show(record))
  }

  get(taskId: string): Task | undefined {
    const record = this.#records.get(taskId)
    return record && this.#show(record)
  }

  async start(input: TaskInput): Promise<Task> {
    const now = Date.now()
    const record: TaskRecord = {
      taskId: randomUUID(),
      title: await this.#options.titleOf(input),
      input,
      state: 'running',
      wish: null,
      createdAt: now,
      startedAt: now,
      endedAt: null,
      progress: null,
      question: null,
      outcome: null,
      place: this.#options.place,
      owner: this.#owner(),
    }
    return this.#begin(record)
  }

  /** Undefined where there is no such task; false where the command means nothing to it as it stands. */
  async command(taskId: string, command: TaskCommand): Promise<Task | undefined | false> {
    if (!this.#records.has(taskId)) return undefined
    const run = this.#runs.get(taskId)
    if (run) return run.command(command) ? this.get(taskId) : false
    const record = await this.#lookAgain(taskId)
    if (!record || command !== 'resume' || !isResumable(record) || this.#isElsewhere(record)) return false
    const fresh = { state: 'running', wish: null, endedAt: null, question: null, outcome: null } as const
    return this.#begin({ ...record, ...fresh, startedAt: Date.now(), owner: this.#owner() })
  }

  answer(taskId: string, answer: TaskAnswer): Task | undefined | false {
    if (!this.#records.has(taskId)) return undefined
    return this.#runs.get(taskId)?.answer(answer) === true ? this.get(taskId) : false
  }

  /** Where a replay that runs stops from its next version on. As `command`. */
  async setBreakpoints(taskId: string, breakpoints: readonly Breakpoint[]): Promise<Task | undefined | false> {
    const [record, run] = [this.#records.get(taskId), this.#runs.get(taskId)]
    if (!record) return undefined
    if (!run || record.input.kind !== 'replay') return false
    const input = { ...record.input, options: { ...record.input.options, breakpoints: [...breakpoints] } }
    run.setBreakpoints(breakpoints)
    await this.#change(taskId, { input }, true)
    return this.get(taskId)
  }

  /** Forgets a task that is not running; what it has made stays. */
  async remove(taskId: string): Promise<boolean> {
    const record = this.#records.get(taskId)
    if (!record || this.#runs.has(taskId) || this.#isElsewhere(record)) return false
    this.#records.delete(taskId)
    this.#publish({ tasks: [], removed: [taskId] })
    await this.#files.remove(taskId)
    return true
  }

  /** Begins with every task; then those that changed, the newest state of each. Ends with the signal's reason. */
  async *watch(signal: AbortSignal): AsyncGenerator<TasksEvent, never> {
    let changed = new Map<string, Task>()
    let removed = new Set<string>()
    let news = Promise.withResolvers<void>()
    const listen = (event: TasksEvent) => {
      for (const task of event.tasks) changed.set(task.taskId, task)
      for (const taskId of event.removed) removed.add(taskId)
      news.resolve()
    }
    const stop = () => news.resolve()
    signal.addEventListener('abort', stop, { once: true })
    this.#listeners.add(listen)
    try {
      yield { tasks: this.list(), removed: [] }
      for (;;) {
        await news.promise
        signal.throwIfAborted()
        news = Promise.withResolvers()
        const event = { tasks: [...changed.values()], removed: [...removed] }
        changed = new Map()
        removed = new Set()
        yield event
      }
    } finally {
      this.#listeners.delete(listen)
      signal.removeEventListener('abort', stop)
    }
  }

  /** Stops every run at its next boundary, to be taken up again, and waits until all is kept. */
  async close(): Promise<void> {
    this.#closing = true
    clearInterval(this.#heartbeat)
    const runs = [...this.#runs.values()]
    for (const run of runs) run.interrupt()
    await Promise.all(runs.map(({ ended }) => ended))
    await Promise.resolve()
    await this.#noted
    await this.#files.settle()
  }

  async #begin(record: TaskRecord): Promise<Task> {
    if (this.#closing) throw new Error('the program is closing')
    this.#records.set(record.taskId, record)
    await this.#keep(record)
    const run = new TaskRun(record.taskId, record.input, this.#options.work, (change, keep) =>
      this.#change(record.taskId, change, keep),
    )
    this.#runs.set(record.taskId, run)
    void run.ended.then(end => this.#end(record.taskId, end))
    this.#tell(record.taskId)
    const task = this.#show(record)
    this.#note(task)
    return task
  }

  #note(task: Task): void {
    this.#noted = this.#noted.then(() => this.#options.onRun?.(task)).catch(this.#options.onProblem)
  }

  async #change(taskId: string, change: RunChange, mustKeep: boolean): Promise<void> {
    const before = this.#records.get(taskId)
    if (!before) return
    const record = { ...before, ...change }
    this.#records.set(taskId, record)
    this.#tell(taskId)
    const isOnlyProgress = Object.keys(change).every(key => key === 'progress')
    const isDue = Date.now() - (this.#keptMs.get(taskId) ?? 0) >= TASK_KEEP_MS
    if (mustKeep) await this.#files.write(this.#seen(record))
    else if (!isOnlyProgress || isDue) await this.#keep(record)
  }

  #end(taskId: string, end: RunEnd): void {
    const record = this.#records.get(taskId)
    this.#runs.delete(taskId)
    if (!record) return
    const outcome = this.#outcomeOf(end)
    const state = outcome === null ? 'interrupted' : stateAfter(outcome)
    const ended = { ...record, state, outcome, wish: null, question: null, endedAt: Date.now() }
    this.#records.set(taskId, ended)
    void this.#keep(ended)
    this.#tell(taskId)
    this.#note(this.#show(ended))
    this.#forgetOldest()
  }

  #outcomeOf(end: RunEnd): TaskOutcome | null {
    switch (end.kind) {
      case 'ended':
        return end.outcome
      case 'interrupted':
        return null
      case 'threw':
        return end.isCancelled
          ? { kind: 'cancelled', kept: null, message: 'Cancelled; nothing was made.' }
          : this.#options.failureOf(end.error)
    }
  }

  #forgetOldest(): void {
    const ended = this.list().filter(({ taskId, isElsewhere }) => !this.#runs.has(taskId) && !isElsewhere)
    for (const { taskId } of ended.slice(TASKS_KEPT_MAX)) void this.remove(taskId).catch(this.#options.onProblem)
  }

  async #load(): Promise<void> {
    for (const record of await this.#files.readAll()) {
      if (record.place !== this.#options.place) continue
      const shown = asItStands(record)
      this.#records.set(record.taskId, shown)
      if (shown !== record) await this.#keep(shown)
    }
  }

  /** Another program may have taken a task up that does not run here, or have ended it. */
  async #lookAgain(taskId: string): Promise<TaskRecord | undefined> {
    const kept = await this.#files.read(taskId)
    // What we have written ourselves may be older than what we know.
    const isOurs = kept?.owner.instance === this.#instance
    if (kept && !isOurs) this.#records.set(taskId, asItStands(kept))
    return this.#records.get(taskId)
  }

  /** Says that our tasks are alive, and looks what other programs have done with theirs, new ones included. */
  async #beat(): Promise<void> {
    for (const taskId of this.#runs.keys()) {
      const record = this.#records.get(taskId)
      if (record) await this.#keep(record)
    }
    for (const record of [...this.#records.values()].filter(kept => this.#isElsewhere(kept) && !isAlive(kept.owner))) {
      this.#records.set(record.taskId, interrupted(record))
      this.#tell(record.taskId)
    }
    const news = await this.#files.readNews().catch(() => undefined)
    if (!news || this.#closing) return
    for (const record of news.changed) {
      if (record.place !== this.#options.place || record.owner.instance === this.#instance) continue
      this.#records.set(record.taskId, asItStands(record))
      this.#tell(record.taskId)
    }
    for (const taskId of news.removed) {
      if (this.#runs.has(taskId) || !this.#records.delete(taskId)) continue
      this.#publish({ tasks: [], removed: [taskId] })
    }
  }

  #isElsewhere(record: TaskRecord): boolean {
    return ACTIVE.has(record.state) && record.owner.instance !== this.#instance
  }

  #show({ place: _, owner: __, ...record }: TaskRecord): Task {
    const known = this.#records.get(record.taskId)
    return {
      ...record,
      isResumable: known !== undefined && isResumable(known),
      isElsewhere: known !== undefined && this.#isElsewhere(known),
    }
  }

  #tell(taskId: string): void {
    const record = this.#records.get(taskId)
    if (record && this.#listeners.size > 0) this.#publish({ tasks: [this.#show(record)], removed: [] })
  }

  #publish(event: TasksEvent): void {
    for (const listener of this.#listeners) listener(event)
  }

  #owner(): Owner {
    return { instance: this.#instance, pid: process.pid, seenAt: Date.now() }
  }

  #seen(record: TaskRecord): TaskRecord {
    return { ...record, owner: this.#owner() }
  }

  /** A record that cannot be kept does not stop the work: it is told, and tried again with the next change. */
  async #keep(record: TaskRecord): Promise<void> {
    this.#keptMs.set(record.taskId, Date.now())
    await this.#files.write(this.#seen(record)).catch(this.#options.onProblem)
  }
}

const ACTIVE: ReadonlySet<Task['state']> = new Set(['running', 'paused', 'asking'])

/** A task that nobody works at any more is interrupted, whatever its file says. */
function asItStands(record: TaskRecord): TaskRecord {
  return ACTIVE.has(record.state) && !isAlive(record.owner) ? interrupted(record) : record
}

function interrupted(record: TaskRecord): TaskRecord {
  return { ...record, state: 'interrupted', wish: null, question: null, endedAt: record.owner.seenAt }
}
