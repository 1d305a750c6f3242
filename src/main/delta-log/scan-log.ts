import type { Protocol } from '../../shared/delta/actions.ts'
import { LOG_FINDINGS_MAX, SCANNED_CHECKSUMS_MAX } from '../../shared/limits.ts'
import { checkManifests } from './check-manifests.ts'
import type { CheckpointFile } from './checkpoint-file.ts'
import type { CommitFiles } from './commit-bytes.ts'
import type { DeltaLog } from './delta-log.ts'
import { finding, type LogFinding } from './log-finding.ts'
import type { LogListing } from './log-listing.ts'
import { type ImportPlan, planImport } from './plan-import.ts'
import { commitGaps, headOf, reconstructableVersions } from './plan-snapshot.ts'
import { readChecksum } from './read-checksum.ts'
import { type LastCheckpoint, readLastCheckpoint } from './read-last-checkpoint.ts'
import type { CommitTotals } from './scanned-commits.ts'

/** Both bounds belong to the range. */
export interface VersionRange {
  readonly from: bigint
  readonly to: bigint
}

/** What a log holds, as far as it can be told before anything is done with it. */
export interface LogScan {
  readonly location: string
  readonly name: string
  /** Newest version that a commit or a whole checkpoint knows of; undefined for a log of neither. */
  readonly head: bigint | undefined
  readonly commits: { readonly count: number; readonly first: bigint | undefined; readonly last: bigint | undefined }
  /** Actions in all commits, and the bytes of these. */
  readonly actions: number
  readonly bytes: number
  readonly gaps: readonly VersionRange[]
  /** Newest first; incomplete ones say so. */
  readonly checkpoints: readonly CheckpointFile[]
  readonly lastCheckpoint: LastCheckpoint
  readonly checksums: number
  readonly compacted: number
  readonly staged: number
  readonly foreign: { readonly count: number; readonly examples: readonly string[] }
  /** The newest that a commit says. */
  readonly protocol: Protocol | undefined
  /** Names of actions that this program does not know, with how often they occur. */
  readonly unknownActions: ReadonlyMap<string, number>
  /** Versions whose time does not lie after that of the version before. */
  readonly timesOutOfOrder: number
  /** Versions whose state can be had. */
  readonly reconstructable: readonly VersionRange[]
  readonly findings: readonly LogFinding[]
  /** Where an import has to begin. */
  readonly plan: ImportPlan
}

/**
 * Has every commit of a log read once and says what is there. Nothing of the commits is kept, so that its memory does not
 * grow with the log. `scanCommits` reads them; whoever wants more of a commit than its totals gets it there.
 */
export async function scanLog(
  log: DeltaLog,
  scanCommits: (files: CommitFiles) => Promise<CommitTotals>,
  signal: AbortSignal,
): Promise<LogScan> {
  const { location, name } = log
  const listing = { ...log.listing, checkpoints: await checkManifests(log, signal) }
  const lastCheckpoint = await readLastCheckpoint({ store: log.store, listing })
  const scanned = await scanCommits({ store: log.store, commits: listing.commits })
  const plan = planImport(listing)
  return {
    location,
    name,
    head: headOf(listing),
    commits: {
      count: listing.commits.length,
      first: listing.commits[0]?.version,
      last: listing.commits.at(-1)?.version,
    },
    actions: scanned.actions,
    bytes: scanned.bytes,
    gaps: commitGaps(listing.commits),
    checkpoints: listing.checkpoints,
    lastCheckpoint,
    checksums: listing.checksums.length,
    compacted: listing.compacted.length,
    staged: listing.staged.length,
    foreign: listing.foreign,
    protocol: scanned.protocol,
    unknownActions: scanned.unknownActions,
    timesOutOfOrder: scanned.timesOutOfOrder,
    reconstructable: reconstructableVersions(readable(listing, scanned)),
    findings: [
      ...listing.findings,
      ...gapFindings(listing),
      ...stagedFindings(listing),
      ...lostCommitFindings(listing),
      ...checkpointFindings(log.listing, listing),
      ...(lastCheckpoint.kind === 'absent' ? [] : lastCheckpoint.findings),
      ...(await checksumFindings(log, signal)),
      ...scanned.findings,
    ].slice(0, LOG_FINDINGS_MAX),
    plan,
  }
}

/** What is left of a log without the commits that cannot be read. */
function readable(listing: LogListing, { findings }: CommitTotals): LogListing {
  const unreadable = new Set(findings.flatMap(({ severity, file }) => (severity === 'error' && file ? [file] : [])))
  return { ...listing, commits: listing.commits.filter(({ file }) => !unreadable.has(file)) }
}

function gapFindings({ commits }: LogListing): LogFinding[] {
  return commitGaps(commits).map(({ from, to }) => {
    const missing = from === to ? `version ${from} is` : `versions ${from} to ${to} are`
    return finding('error', 'log.gap', null, `Between two commits, ${missing} missing.`)
  })
}

function stagedFindings({ staged: [first] }: LogListing): LogFinding[] {
  if (!first) return []
  const message = 'Staged commits are left out: only their catalog knows which of them were ratified.'
  return [finding('warning', 'log.staged-commits', first.file, message)]
}

/** A checksum is written after its commit, unless a catalog has the commit: beyond the head it tells of one that is lost. */
function lostCommitFindings(listing: LogListing): LogFinding[] {
  const [head, last] = [headOf(listing), listing.checksums.at(-1)]
  if (head === undefined || last === undefined || last.version <= head || listing.staged.length > 0) return []
  const message = `There is a checksum of version ${last.version}, but the log ends with version ${head}: commits at its end may be lost.`
  return [finding('warning', 'log.checksum-beyond-head', last.file, message)]
}

/** Those whose fault shows only when they are looked into; the listing tells of the others. */
function checkpointFindings(listed: LogListing, checked: LogListing): LogFinding[] {
  return checked.checkpoints.flatMap(({ fault, version, files }, index) => {
    if (fault === undefined || listed.checkpoints[index]?.fault !== undefined) return []
    const message = `The checkpoint of version ${version} is not used. ${fault}`
    return [finding('warning', 'checkpoint.sidecar', files[0] ?? null, message)]
  })
}

async function checksumFindings({ store, listing }: DeltaLog, signal: AbortSignal): Promise<LogFinding[]> {
  const findings: LogFinding[] = []
  for (const file of listing.checksums.slice(-SCANNED_CHECKSUMS_MAX)) {
    signal.throwIfAborted()
    const read = await readChecksum(store, file)
    if (read.kind === 'refused')
      findings.push(...read.problems.map(problem => ({ ...problem, severity: 'warning' as const })))
  }
  return findings
}
