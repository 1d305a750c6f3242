import type { contract } from './contract.ts'

/**
 * What a procedure does to the log: `read` looks, `local` changes only what this computer keeps for its user, `write`
 * changes the log, takes its locks, or changes what is published of it. A function tells from the input, which nobody has
 * checked yet, whether the call writes.
 */
export type Access = 'read' | 'local' | 'write' | ((input: unknown) => boolean)

/** An export reads the log and writes a folder; a verification writes where it repairs. */
const startWrites = (input: unknown) =>
  fieldOf(input, 'kind') !== 'export' &&
  !(fieldOf(input, 'kind') === 'verify-mirror' && fieldOf(input, 'repair') === false)
const commandWrites = (input: unknown) => !STOPPING_COMMANDS.includes(fieldOf(input, 'command'))
const STOPPING_COMMANDS: readonly unknown[] = ['pause', 'cancel']

type AccessOf<T> = { readonly [K in keyof T]: T[K] extends { readonly '~orpc': unknown } ? Access : AccessOf<T[K]> }

/** Every procedure of the contract; one that is not declared here does not compile. */
export const ACCESS: AccessOf<typeof contract> = {
  app: { info: 'read' },
  tables: { list: 'read', facets: 'read', activity: 'read', get: 'read', find: 'read' },
  history: {
    page: 'read',
    growth: 'read',
    find: 'read',
    vocabulary: 'read',
    locate: 'read',
    overview: 'read',
    timeline: 'read',
  },
  health: { measure: 'read' },
  notes: { list: 'read', write: 'write' },
  versions: { get: 'read', actions: 'read', actionsAt: 'read', arrange: 'read', sum: 'read', group: 'read' },
  snapshots: {
    state: 'read',
    files: 'read',
    sizes: 'read',
    partitions: 'read',
    folder: 'read',
    origins: 'read',
    prune: 'read',
    statistics: 'read',
  },
  comparisons: {
    summary: 'read',
    files: 'read',
    partitions: 'read',
    across: 'read',
    acrossFiles: 'read',
    acrossPartitions: 'read',
  },
  blame: { file: 'read', metadata: 'read' },
  commits: {
    check: 'read',
    append: 'write',
    appendWatched: 'write',
    appendTogether: 'write',
    dryRun: 'write',
    forecast: 'read',
    previewRows: 'read',
    rebase: 'read',
    planRestore: 'read',
    makeTemplate: 'read',
    pickFiles: 'read',
    resolve: 'read',
    unresolved: 'read',
    strike: 'local',
  },
  drafts: { list: 'read', read: 'read', keep: 'local', discard: 'local' },
  activity: { list: 'read' },
  timings: { read: 'read' },
  imports: { browse: 'read', mark: 'read' },
  tasks: {
    watch: 'read',
    start: startWrites,
    command: commandWrites,
    setBreakpoints: 'local',
    answer: 'write',
    remove: 'local',
  },
  samples: { list: 'read', remove: 'write' },
  copies: { watch: 'read', watchRun: 'read', cancel: 'local', benchmark: 'write' },
  mirror: {
    watch: 'read',
    versions: 'read',
    setTarget: 'write',
    command: 'write',
    divergence: 'read',
    pace: 'read',
    attempts: 'read',
    reader: 'read',
    cleanup: { offer: 'read', remove: 'write' },
  },
  simulations: {
    scenarios: 'read',
    validate: 'read',
    save: 'local',
    forget: 'local',
    estimate: 'read',
    start: 'write',
    watch: 'read',
    watchRun: 'read',
    get: 'read',
    spans: 'read',
    statement: 'read',
    cancel: 'local',
    remove: 'local',
    compare: 'read',
    export: 'read',
    leftovers: 'read',
    removeLeftover: 'write',
  },
  changes: { watch: 'read' },
  diagnostics: { read: 'read' },
  settings: { watch: 'read', change: 'local' },
  shell: { requests: 'read', pick: 'read' },
  connections: {
    watch: 'read',
    discover: 'read',
    save: 'local',
    remove: 'local',
    saveFolder: 'local',
    removeFolder: 'local',
    test: 'read',
    open: 'local',
    close: 'local',
    schemaSql: 'read',
    createSchema: 'write',
    setLevel: 'local',
  },
}

/**
 * Whether a call may change the log. A procedure that is not known, and an input that does not say what it is, count as
 * writing.
 */
export function writesLog(path: readonly string[], input: unknown): boolean {
  const access = accessOf(path)
  if (typeof access === 'function') return access(input)
  return access !== 'read' && access !== 'local'
}

function accessOf(path: readonly string[]): Access | undefined {
  let found: unknown = ACCESS
  for (const step of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return undefined
    found = Reflect.get(found, step)
  }
  return isAccess(found) ? found : undefined
}

function isAccess(value: unknown): value is Access {
  return typeof value === 'function' || value === 'read' || value === 'local' || value === 'write'
}

function fieldOf(input: unknown, field: string): unknown {
  return typeof input === 'object' && input !== null ? Reflect.get(input, field) : undefined
}
