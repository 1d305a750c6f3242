import type { CommitLine } from '../../../shared/delta/actions.ts'
import { identitiesToLookUp } from '../../../shared/delta/identities-to-look-up.ts'
import { type Acceptance, checkAgainstHead, type HeadCheck } from '../check-against-head.ts'
import type { TableLook } from '../look-at-table.ts'
import type { Attending, Member } from './member.ts'

/** A member that becomes a version together with others. */
interface Accepted {
  readonly attending: Attending
  readonly acceptance: Acceptance
}

/** A member that cannot become a version, whatever becomes of the others. */
export interface Refused {
  readonly attending: Attending
  readonly verdict: Exclude<HeadCheck, { kind: 'accepted' }>
}

/** What becomes of each member of a group, as the table was found. */
interface GroupDecision {
  /** In the order of their versions, which follow the head and each other. */
  readonly accepted: readonly Accepted[]
  readonly refused: readonly Refused[]
  /** Those that only the table after this group can judge. */
  readonly deferred: readonly Attending[]
}

/** The version of a draft that was sent before, by its commit id. */
export type FoundCommits = ReadonlyMap<string, { readonly version: bigint; readonly committedAt: number }>

/**
 * Decides by the rules of a single commit. The members come in the order of the versions that they want, and each is held
 * against the table as the accepted ones before it will leave it. What such a member must be refused for might come from
 * commits that are not made yet, so it is deferred; and so is one that touches what an accepted one touches: the look
 * says nothing of that any more. Until one is accepted every verdict is final, hence at least one member gets its own.
 */
export function decideGroup(look: TableLook, found: FoundCommits, group: readonly Attending[]): GroupDecision {
  const accepted: Accepted[] = []
  const refused: Refused[] = []
  const deferred: Attending[] = []
  const touched = new Set<string>()
  let now = look
  let isClosed = false
  for (const attending of group) {
    if (attending.withdrawn) continue
    const { draft, commit } = attending.member
    const earlier = found.get(draft.commitId)
    const touches = touchedBy(attending.member)
    if (isClosed || touches.some(thing => touched.has(thing))) {
      deferred.push(attending)
      continue
    }
    const verdict = checkAgainstHead({ ...now, head: { ...now.head, found: earlier } }, draft, commit)
    if (verdict.kind === 'accepted') {
      accepted.push({ attending, acceptance: verdict })
      now = tableAfter(now, verdict)
      for (const thing of touches) touched.add(thing)
      isClosed = commit.lines.some(changesTable)
    } else if (accepted.length === 0) refused.push({ attending, verdict })
    else deferred.push(attending)
  }
  return { accepted, refused, deferred }
}

/** Those who want lower versions first; of one version whoever came first. */
export function inOrderOfVersions(members: readonly Attending[]): Attending[] {
  const versionOf = ({ member }: { readonly member: Member }) => member.draft.expectedVersion
  return members.toSorted((a, b) => (versionOf(a) < versionOf(b) ? -1 : versionOf(a) > versionOf(b) ? 1 : 0))
}

/** Everything that the table is asked about by name. */
function touchedBy({ draft: { commitId }, commit: { lines } }: Member): string[] {
  const apps = lines.flatMap(({ action }) => (action.kind === 'txn' ? [`app ${action.appId}`] : []))
  return [`commit ${commitId}`, ...apps, ...identitiesToLookUp(lines).map(identity => `file ${identity}`)]
}

function changesTable({ action: { kind } }: CommitLine): boolean {
  return kind === 'metaData' || kind === 'protocol' || kind === 'domainMetadata'
}

/** What was not touched is as before. */
function tableAfter(look: TableLook, { commit, committedAt, timeSource, retirements }: Acceptance): TableLook {
  const { head, view } = look
  let gained = -retirements.length
  for (const { action } of commit.lines) {
    if (action.kind === 'add') gained += 1
    else if (action.kind === 'remove') gained -= 1
  }
  const version = head.version + 1n
  return {
    ...look,
    head: { ...head, version, nextTime: committedAt + 1n },
    view: {
      ...view,
      version,
      ...(view.liveFiles !== undefined && { liveFiles: BigInt(view.liveFiles) + BigInt(gained) }),
      ...(timeSource === 'in-commit' && { inCommitTimestamp: committedAt }),
    },
  }
}
