import { createHash } from 'node:crypto'
import type { Checked } from '../../shared/delta/issue.ts'
import { type JsonObject, jsonInteger, jsonString, readJson } from '../../shared/delta/json.ts'
import { jsonChecksumText } from '../../shared/delta/json-checksum.ts'
import { LAST_CHECKPOINT_BYTES_MAX } from '../../shared/limits.ts'
import type { CheckpointFile } from './checkpoint-file.ts'
import type { DeltaLog } from './delta-log.ts'
import { finding, type LogFinding } from './log-finding.ts'
import { LOG_FOLDER } from './log-listing.ts'
import { readText } from './read-text.ts'

/** What `_last_checkpoint` says, which is a hint and never a proof (Delta protocol, "Last Checkpoint File"). */
export type LastCheckpoint =
  | { readonly kind: 'absent' }
  /** It is whole; `checkpoint` is the one that it names, undefined where that is gone or incomplete. */
  | {
      readonly kind: 'intact'
      readonly version: bigint
      readonly checkpoint: CheckpointFile | undefined
      readonly findings: readonly LogFinding[]
    }
  /** Torn, edited, empty or no JSON: readers list the log instead. */
  | { readonly kind: 'untrusted'; readonly findings: readonly LogFinding[] }

const FILE = `${LOG_FOLDER}/_last_checkpoint`

/** Reads the pointer and holds it against its checksum, if it has one, and against the checkpoints that are there. */
export async function readLastCheckpoint({
  store,
  listing,
}: {
  readonly store: DeltaLog['store']
  readonly listing: Pick<DeltaLog['listing'], 'hasLastCheckpoint' | 'checkpoints'>
}): Promise<LastCheckpoint> {
  if (!listing.hasLastCheckpoint) return { kind: 'absent' }
  const read = await readText(store, FILE, LAST_CHECKPOINT_BYTES_MAX)
  if (read.kind === 'refused') return untrusted(read.problem.rule, read.problem.message)
  if (read.text.trim() === '') return untrusted('last-checkpoint.empty', 'It is empty.')
  const parsed = parse(read.text)
  if (parsed.kind === 'invalid') {
    const [issue] = parsed.issues
    return untrusted('last-checkpoint.content', issue?.message ?? 'It cannot be read.')
  }
  const version = parsed.value
  const whole = listing.checkpoints.filter(({ fault }) => fault === undefined)
  const checkpoint = whole.find(candidate => candidate.version === version)
  return { kind: 'intact', version, checkpoint, findings: hintFindings(version, checkpoint, whole[0]) }
}

function hintFindings(
  version: bigint,
  named: CheckpointFile | undefined,
  newest: CheckpointFile | undefined,
): LogFinding[] {
  if (!named) {
    const message = `It names the checkpoint of version ${version}, which is not there or not whole.`
    return [finding('warning', 'last-checkpoint.stale', FILE, message)]
  }
  if (newest === undefined || newest.version <= version) return []
  const message = `It names the checkpoint of version ${version}, but there is one of version ${newest.version}.`
  return [finding('warning', 'last-checkpoint.behind', FILE, message)]
}

/** The version that it names. */
function parse(text: string): Checked<bigint> {
  const read = readJson(text)
  if (read.kind === 'invalid') return read
  if (read.value.kind !== 'object') return invalid('Expected an object.')
  const sum = checksumProblem(read.value)
  if (sum !== undefined) return invalid(sum)
  const version = read.value.member('version')
  const whole = version?.kind === 'number' ? jsonInteger(version) : undefined
  return whole === undefined || whole < 0n ? invalid('Expected a version.') : { kind: 'ok', value: whole, warnings: [] }
}

function checksumProblem(document: JsonObject): string | undefined {
  const source = jsonChecksumText(document)
  if (source.kind === 'invalid') return source.issues[0]?.message
  const stated = document.member('checksum')
  if (stated?.kind !== 'string') return undefined
  const actual = createHash('md5').update(source.value).digest('hex')
  return actual === jsonString(stated) ? undefined : `Its checksum is ${actual}, it says ${jsonString(stated)}.`
}

function invalid(message: string): Checked<never> {
  return { kind: 'invalid', issues: [{ rule: 'last-checkpoint.content', severity: 'error', path: [], message }] }
}

function untrusted(rule: string, message: string): LastCheckpoint {
  return { kind: 'untrusted', findings: [finding('warning', rule, FILE, `The pointer is not trusted. ${message}`)] }
}
