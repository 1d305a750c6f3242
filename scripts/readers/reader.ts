import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Programs of others that read Delta tables, each in a Python environment of its own. */
export interface Reader {
  readonly name: string
  readonly packages: readonly string[]
  readonly script: string
  readonly args: readonly string[]
  /** Commits on top of a table, where the program writes, too. */
  readonly appendScript?: string
  /** It looks into data files, so that tables without any cannot be shown to it. */
  readonly needsData: boolean
  /** To install and to start. */
  readonly isLarge: boolean
}

/** Environments are kept from one run to the next; DELTADESK_READERS_DIR says where. */
const HOME = process.env.DELTADESK_READERS_DIR ?? join(tmpdir(), 'deltadesk-readers')

export const DELTARS: Reader = {
  name: 'delta-rs (deltalake 1.6.6)',
  packages: ['deltalake==1.6.6'],
  script: 'read_deltalake.py',
  appendScript: 'append_deltalake.py',
  args: [],
  needsData: false,
  isLarge: false,
}

export const READERS: readonly Reader[] = [
  DELTARS,
  {
    name: 'DuckDB 1.5.5 (delta-kernel-rs)',
    packages: ['duckdb==1.5.5', 'duckdb-extension-delta==1.5.5'],
    script: 'read_duckdb.py',
    args: [],
    needsData: true,
    isLarge: false,
  },
  {
    name: 'Spark 4.0 (Delta 4.0.0)',
    packages: ['pyspark==4.0.1', 'delta-spark==4.0.0', 'importlib-metadata'],
    script: 'read_spark.py',
    appendScript: 'append_spark.py',
    args: [join(HOME, 'ivy')],
    needsData: false,
    isLarge: true,
  },
]

/** What a reader says of a table; undefined where it does not tell. */
export interface Seen {
  readonly version?: number
  readonly files: readonly string[]
  readonly columns: readonly string[]
  readonly configuration?: Readonly<Record<string, string>>
  readonly txn?: number | null
  readonly rows?: number
}

export type Answer =
  | { readonly path: string; readonly seen: Seen }
  | { readonly path: string; readonly refused: string }

export type Answers =
  | { readonly kind: 'answers'; readonly answers: readonly Answer[] }
  | { readonly kind: 'skipped'; readonly reason: string }

const INSTALL_MS_MAX = 600_000
const READ_MS_MAX = 600_000

/** Shows tables to a reader, which is installed first; skipped with a reason where it cannot be had or does not start. */
export function askReader(reader: Reader, paths: readonly string[]): Answers {
  const python = pythonIn(reader)
  const problem = install(reader, python)
  if (problem !== undefined) return { kind: 'skipped', reason: problem }
  const script = join(import.meta.dirname, reader.script)
  const { stdout, stderr, status } = run(python, [script, ...reader.args, ...paths], READ_MS_MAX)
  const answers = stdout.split('\n').flatMap(line => answerOf(line))
  if (answers.length === paths.length) return { kind: 'answers', answers }
  return { kind: 'skipped', reason: `it did not run (exit ${status}): ${lastLine(stderr)}` }
}

/** Lets a program commit to the table in a folder so many times; a sentence says why it did not. */
export function appendBy(reader: Reader, path: string, times: number): string | undefined {
  if (reader.appendScript === undefined) return 'it does not write'
  const python = pythonIn(reader)
  const problem = install(reader, python)
  if (problem !== undefined) return problem
  const script = join(import.meta.dirname, reader.appendScript)
  const { stderr, status } = run(python, [script, ...reader.args, path, String(times)], READ_MS_MAX)
  return status === 0 ? undefined : `it did not commit (exit ${status}): ${lastLine(stderr)}`
}

function lastLine(text: string): string {
  return (text.trim().split('\n').at(-1) ?? '').slice(0, 200)
}

/** The Python of a reader's environment, which is made where it is missing; undefined where it cannot be had. */
export function pythonOf(reader: Reader): string | undefined {
  const python = pythonIn(reader)
  return install(reader, python) === undefined ? python : undefined
}

function pythonIn({ script }: Reader): string {
  return join(HOME, script.replace('.py', ''), 'bin', 'python')
}

function install({ packages }: Reader, python: string): string | undefined {
  const home = join(python, '..', '..')
  if (!existsSync(python)) {
    mkdirSync(HOME, { recursive: true })
    const made = run('python3', ['-m', 'venv', home], INSTALL_MS_MAX)
    if (made.status !== 0) return `python3 makes no environment: ${made.stderr.trim().slice(-200)}`
  }
  const installed = run(python, ['-m', 'pip', 'install', '--quiet', ...packages], INSTALL_MS_MAX)
  return installed.status === 0 ? undefined : `pip cannot install it: ${installed.stderr.trim().slice(-200)}`
}

function run(program: string, args: readonly string[], timeout: number) {
  const { stdout, stderr, status, error } = spawnSync(program, args, { encoding: 'utf8', timeout, maxBuffer: 2 ** 28 })
  return { stdout: stdout ?? '', stderr: error?.message ?? stderr ?? '', status }
}

function answerOf(line: string): Answer[] {
  const text = line.replace(/^#seen /, '')
  if (!text.startsWith('{"path":')) return []
  // The programs beside this file write these lines.
  return [JSON.parse(text) as Answer]
}
