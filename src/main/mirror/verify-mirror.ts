import type { VerifyLevel, VerifyReport } from '../../shared/contract/mirror-verification.ts'
import { commitFileName } from '../../shared/delta/log-names.ts'
import { HISTORY_PAGE_MAX, LOG_FILE_BYTES_MAX } from '../../shared/limits.ts'
import { MIRRORED_FILE_BYTES_MAX, VERIFY_FINDINGS_MAX } from '../../shared/mirror-limits.ts'
import { getObject } from '../object-store/get-object.ts'
import { hashBytes } from '../object-store/hash-bytes.ts'
import type { ListedStat, WritableStore } from '../object-store/writable-store.ts'
import type { Database } from '../postgres/connection.ts'
import { type RecordedVersion, readRecorded } from '../postgres/mirror-status.ts'
import type { Mirror } from '../postgres/mirrors.ts'
import { type RangedCommit, readStoredCommits } from '../postgres/stored-commits.ts'
import { listCommits } from './look-ahead.ts'
import { type BaseOutcome, hasBase, publishBase } from './publish-base.ts'
import { commitBytes, commitKey, isTorn } from './publish-commit.ts'
import { sameActions } from './same-actions.ts'

export interface VerifyOptions {
  readonly from: bigint
  readonly to: bigint
  readonly level: VerifyLevel
  /** Puts back what was recorded as ours and is lost or torn. */
  readonly repair: boolean
}

type Verdict = VerifyReport['findings'][number]['verdict']

/**
 * Holds the commit files of a target against what was committed, and tells after each page of versions how far it is.
 * `smart` knows a file by its size and etag as they were recorded, and reads only what differs; `full` reads everything;
 * `incremental` looks only behind the last published version. What was removed on demand is not missed.
 */
export async function* verifyMirror(
  database: Database,
  { tableId, head, published, logStart }: Pick<Mirror, 'tableId' | 'head' | 'published' | 'logStart'>,
  store: WritableStore,
  options: VerifyOptions,
  signal: AbortSignal,
): AsyncGenerator<VerifyReport, void> {
  const { to, level } = options
  const from = max(max(options.from, logStart), level === 'incremental' ? published + 1n : 0n)
  const putBase = (version: bigint) => publishBase(database, tableId, version, store, signal)
  const check = new Check(store, { ...options, from }, { published, putBase }, signal)
  const listed = await listCommits(store, from - 1n, signal)
  for (let start = from; start <= to; start += BigInt(HISTORY_PAGE_MAX)) {
    const end = min(start + BigInt(HISTORY_PAGE_MAX) - 1n, to)
    const recorded = await readRecorded(database, tableId, start, end)
    for (const run of runsToRead(start, end, level, recorded, listed)) {
      if (run.isKnown) {
        check.count('identical', run.to - run.from + 1n)
        continue
      }
      for await (const commit of readStoredCommits(database, tableId, run.from, run.to, { paged: true })) {
        signal.throwIfAborted()
        await check.commit(commit, listed.get(commit.version), recorded.get(commit.version))
      }
    }
    if (end < to) yield check.report(false)
  }
  for (const version of [...listed.keys()].filter(version => version > head)) {
    check.find(version, 'foreign', `${commitFileName(version)} is beyond the head, which is ${head}.`)
  }
  yield check.report(true)
}

interface Run {
  readonly isKnown: boolean
  readonly from: bigint
  to: bigint
}

/** Neighbouring versions that are known to be identical, or that must be read. */
function runsToRead(
  start: bigint,
  end: bigint,
  level: VerifyOptions['level'],
  recorded: ReadonlyMap<bigint, RecordedVersion>,
  listed: ReadonlyMap<bigint, ListedStat>,
): Run[] {
  const runs: Run[] = []
  for (let version = start; version <= end; version++) {
    const [known, file] = [recorded.get(version), listed.get(version)]
    const isKnown = level === 'smart' && known?.state === 'published' && file?.etag === known.etag
    const last = runs.at(-1)
    if (last?.isKnown === isKnown) last.to = version
    else runs.push({ isKnown, from: version, to: version })
  }
  return runs
}

/** Writes the checkpoint that a table begins with again. */
type PutBase = (version: bigint) => Promise<BaseOutcome>

class Check {
  readonly #store: WritableStore
  readonly #options: VerifyOptions
  readonly #published: bigint
  readonly #putBase: PutBase
  readonly #signal: AbortSignal
  readonly #counts: Record<Verdict, number> = { identical: 0, equivalent: 0, different: 0, missing: 0, foreign: 0 }
  readonly #findings: VerifyReport['findings'] = []
  #checked = 0
  #repaired = 0
  #read = 0
  #unpublished = 0

  constructor(
    store: WritableStore,
    options: VerifyOptions,
    { published, putBase }: { readonly published: bigint; readonly putBase: PutBase },
    signal: AbortSignal,
  ) {
    this.#store = store
    this.#options = options
    this.#published = published
    this.#putBase = putBase
    this.#signal = signal
  }

  count(verdict: Verdict, versions: bigint): void {
    this.#counts[verdict] += Number(versions)
    this.#checked += Number(versions)
  }

  find(version: bigint, verdict: Verdict, message: string): void {
    this.#counts[verdict]++
    if (verdict !== 'foreign') this.#checked++
    this.#keep(version, verdict, message, false)
  }

  async commit(
    commit: RangedCommit,
    file: ListedStat | undefined,
    recorded: RecordedVersion | undefined,
  ): Promise<void> {
    if (commit.kind === 'base') return this.#base(commit.version)
    const [{ version }, name] = [commit, commitFileName(commit.version)]
    const bytes = await commitBytes(commit)
    const isOurs = async () => recorded?.sha256 === (await hashBytes('sha256', bytes)).toString('hex')
    const modifiedMs = BigInt(Math.round(commit.committedAt))
    if (file === undefined && version > this.#published) {
      this.#unpublished++
      return
    }
    if (file === undefined) {
      if (!this.#options.repair || !(await isOurs())) return this.find(version, 'missing', `${name} is missing.`)
      await this.#store.createOnly(commitKey(version), bytes, { modifiedMs }, this.#signal)
      return this.#repairedAs(version, 'missing', `${name} was lost and is there again.`)
    }
    const found = Buffer.from((await getObject(this.#store, commitKey(version), MIRRORED_FILE_BYTES_MAX)).bytes)
    this.#read++
    if (found.equals(bytes)) return this.count('identical', 1n)
    if (this.#options.repair && isTorn(found, bytes) && (await isOurs())) {
      await this.#store.replace(commitKey(version), bytes, { modifiedMs, seen: file.etag }, this.#signal)
      return this.#repairedAs(version, 'different', `${name} was torn and is whole again.`)
    }
    const isReadable = Math.max(found.length, bytes.length) <= LOG_FILE_BYTES_MAX
    if (isReadable && sameActions(found.toString('utf8'), bytes.toString('utf8'))) {
      return this.find(version, 'equivalent', `${name} has the same actions in other bytes.`)
    }
    this.find(version, 'different', `${name} differs from what was committed from byte ${differsAt(found, bytes)} on.`)
  }

  /** The state of a checkpoint has no commit file: a checkpoint stands for it. */
  async #base(version: bigint): Promise<void> {
    if (version > this.#published) {
      this.#unpublished++
      return
    }
    if (await hasBase(this.#store, version, this.#signal)) return this.count('identical', 1n)
    const lost = `The checkpoint of version ${version}, which the table begins with,`
    const put = this.#options.repair ? await this.#putBase(version) : undefined
    if (put?.kind === 'written') this.#repairedAs(version, 'missing', `${lost} was lost and is there again.`)
    else this.find(version, 'missing', `${lost} is missing. ${put?.reason ?? ''}`.trim())
  }

  report(isDone: boolean): VerifyReport {
    const { level, from, to } = this.#options
    return {
      ...{ level, from, to },
      checked: this.#checked,
      counts: { ...this.#counts },
      unpublished: this.#unpublished,
      repaired: this.#repaired,
      read: this.#read,
      findings: [...this.#findings],
      snapshot: null,
      isDone,
    }
  }

  #repairedAs(version: bigint, verdict: Verdict, message: string): void {
    this.#repaired++
    this.#checked++
    this.#counts.identical++
    this.#keep(version, verdict, message, true)
  }

  #keep(version: bigint, verdict: Verdict, message: string, isRepaired: boolean): void {
    if (this.#findings.length < VERIFY_FINDINGS_MAX) this.#findings.push({ version, verdict, message, isRepaired })
  }
}

function differsAt(found: Uint8Array, bytes: Uint8Array): number {
  const at = found.findIndex((byte, index) => byte !== bytes[index])
  return at < 0 ? found.length : at
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
