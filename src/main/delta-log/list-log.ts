import { type LogName, parseLogName } from '../../shared/delta/log-names.ts'
import { LOG_FILES_MAX, LOG_FINDINGS_MAX } from '../../shared/limits.ts'
import { type ListedObject, ObjectFailure, type ObjectStore } from '../object-store/object-store.ts'
import { type CheckpointName, type CheckpointPiece, groupCheckpoints, isCheckpointName } from './checkpoint-file.ts'
import { finding, type LogFinding } from './log-finding.ts'
import { LOG_FOLDER, type LogListing, type StagedCommit, type VersionFile } from './log-listing.ts'

const FOREIGN_EXAMPLES = 20
const SUBFOLDERS = ['_sidecars', '_staged_commits']

/**
 * Lists what lies in a table's `_delta_log`, whatever its order and size; foreign files are counted and left alone. Fails
 * with an `ObjectFailure` where the log is absent, is no real folder, or holds more files than a log may.
 */
export async function listLog(store: ObjectStore, signal: AbortSignal): Promise<LogListing> {
  const found = new FoundFiles()
  for (const folder of ['', ...SUBFOLDERS]) {
    const path = folder === '' ? LOG_FOLDER : `${LOG_FOLDER}/${folder}`
    if (folder !== '' && !found.folders.has(folder)) continue
    for await (const batch of store.list(path, signal)) {
      for (const object of batch) found.take(object, folder)
      if (found.count > LOG_FILES_MAX) {
        throw new ObjectFailure('refused', `Expected at most ${LOG_FILES_MAX} files in ${path}, found more.`)
      }
    }
    if (found.isEmpty) throw new ObjectFailure('absent', `Expected the log of a Delta table in ${path}, found nothing.`)
  }
  const pieces: CheckpointPiece[] = []
  for (const { name, file } of found.checkpoints) {
    const { size } = await store.stat(file)
    pieces.push({ name, file, size })
  }
  return found.listing(pieces)
}

/** Collects names; of each kind only what later steps need. */
class FoundFiles {
  readonly checkpoints: { readonly name: CheckpointName; readonly file: string }[] = []
  readonly folders = new Set<string>()
  count = 0
  isEmpty = true
  readonly #commits: VersionFile[] = []
  readonly #checksums: VersionFile[] = []
  readonly #compacted: LogListing['compacted'][number][] = []
  readonly #staged: StagedCommit[] = []
  readonly #sidecars = new Set<string>()
  #hasLastCheckpoint = false
  #foreign = 0
  readonly #foreignExamples: string[] = []
  readonly #findings: LogFinding[] = []

  take({ name, kind }: ListedObject, folder: string): void {
    this.isEmpty = false
    this.count++
    const inLog = folder === '' ? name : `${folder}/${name}`
    const file = `${LOG_FOLDER}/${inLog}`
    if (folder === '' && SUBFOLDERS.includes(name)) {
      if (kind === 'folder') this.folders.add(name)
      else this.#note(finding('error', 'log.not-a-folder', file, `Expected a folder, found ${FOUND[kind]}.`))
      return
    }
    const parsed = parseLogName(inLog)
    if (!parsed) {
      this.#foreign++
      if (this.#foreignExamples.length < FOREIGN_EXAMPLES) this.#foreignExamples.push(inLog)
    } else if (kind !== 'file') {
      this.#note(finding('error', 'log.not-a-file', file, `Expected a regular file, found ${FOUND[kind]}.`))
    } else {
      this.#keep(parsed, file)
    }
  }

  listing(pieces: readonly CheckpointPiece[]): LogListing {
    const commits = this.#oncePerVersion()
    const checkpoints = groupCheckpoints(pieces)
    for (const { files, version, fault } of checkpoints) {
      if (fault === undefined) continue
      const message = `The checkpoint of version ${version} is not used. ${fault}`
      this.#note(finding('warning', 'checkpoint.incomplete', files[0] ?? null, message))
    }
    return {
      commits,
      checkpoints,
      sidecars: this.#sidecars,
      checksums: this.#checksums.sort(byVersion),
      compacted: this.#compacted.sort((a, b) => (a.start < b.start ? -1 : 1)),
      staged: this.#staged.sort(byVersion),
      hasLastCheckpoint: this.#hasLastCheckpoint,
      foreign: { count: this.#foreign, examples: this.#foreignExamples },
      findings: this.#findings,
    }
  }

  #keep(name: LogName, file: string): void {
    if (isCheckpointName(name)) {
      this.checkpoints.push({ name, file })
      return
    }
    switch (name.kind) {
      case 'commit':
        this.#commits.push({ version: name.version, file })
        return
      case 'checksum':
        this.#checksums.push({ version: name.version, file })
        return
      case 'compacted':
        this.#compacted.push({ start: name.start, end: name.end, file })
        return
      case 'staged-commit':
        this.#staged.push({ version: name.version, uuid: name.uuid, file })
        return
      case 'sidecar':
        this.#sidecars.add(name.file)
        return
      case 'last-checkpoint':
        this.#hasLastCheckpoint = true
        return
    }
    name satisfies never
  }

  /** Two names may stand for one version, because readers take any number of leading zeros. */
  #oncePerVersion(): VersionFile[] {
    const sorted = this.#commits.sort(byVersion)
    return sorted.filter(({ version, file }, index) => {
      const before = sorted[index - 1]
      if (before?.version !== version) return true
      const message = `Version ${version} is there twice: ${before.file} is it too.`
      this.#note(finding('error', 'log.duplicate-version', file, message))
      return false
    })
  }

  #note(found: LogFinding): void {
    if (this.#findings.length < LOG_FINDINGS_MAX) this.#findings.push(found)
  }
}

const FOUND = { file: 'a file', folder: 'a folder', link: 'a symbolic link', other: 'something else' } as const

function byVersion(a: VersionFile, b: VersionFile): number {
  if (a.version !== b.version) return a.version < b.version ? -1 : 1
  return a.file < b.file ? -1 : 1
}
