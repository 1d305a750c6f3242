import type { Action, AddFile, CommitLine, RemoveFile, Txn } from '../actions.ts'
import { fileIdentity, plainPath } from '../file-identity.ts'
import type { Finding, RuleId } from '../rules.ts'

/** Actions of one commit that contradict or repeat each other (Delta protocol, "Delta Log Entries"). */
export function checkDuplicates(lines: readonly CommitLine[]): Finding[] {
  const actions = lines.map(({ action }) => action)
  return [
    ...repeated(actions, 'protocol', 'commit.protocol-repeated'),
    ...repeated(actions, 'metaData', 'commit.metadata-repeated'),
    ...repeated(actions, 'commitInfo', 'commit.commit-info-repeated'),
    ...commitInfoPlace(actions),
    ...repeatedTxns(actions),
    ...repeatedDomains(actions),
    ...repeatedFiles(actions, 'add'),
    ...repeatedFiles(actions, 'remove'),
    ...addedAndRemoved(actions),
    ...pathTwins(actions),
  ]
}

function repeated(actions: readonly Action[], kind: Action['kind'], rule: RuleId): Finding[] {
  const first = actions.findIndex(action => action.kind === kind)
  return actions.flatMap((action, index) =>
    action.kind === kind && index > first
      ? [{ rule, path: [index, kind], message: `Expected one ${kind} in a commit, got another on line ${first + 1}` }]
      : [],
  )
}

function commitInfoPlace(actions: readonly Action[]): Finding[] {
  const index = actions.findIndex(({ kind }) => kind === 'commitInfo')
  if (index <= 0) return []
  const message = `Expected the commitInfo on the first line, got it on line ${index + 1}`
  return [{ rule: 'commit.commit-info-not-first', path: [index, 'commitInfo'], message }]
}

function repeatedTxns(actions: readonly Action[]): Finding[] {
  const seen = new Map<string, { readonly txn: Txn; readonly line: number }>()
  return actions.flatMap((action, index): Finding[] => {
    if (action.kind !== 'txn') return []
    const earlier = seen.get(action.appId)
    if (!earlier) {
      seen.set(action.appId, { txn: action, line: index + 1 })
      return []
    }
    const isEqual = earlier.txn.version === action.version
    const rule = isEqual ? 'commit.txn-repeated' : 'commit.txn-contradicted'
    const found = `version ${earlier.txn.version} on line ${earlier.line} and ${action.version} here`
    const message = `Expected one txn for the application ${JSON.stringify(action.appId)}, got ${found}`
    return [{ rule, path: [index, 'txn', 'appId'], message }]
  })
}

function repeatedDomains(actions: readonly Action[]): Finding[] {
  const seen = new Map<string, number>()
  return actions.flatMap((action, index): Finding[] => {
    if (action.kind !== 'domainMetadata') return []
    const earlier = seen.get(action.domain)
    seen.set(action.domain, earlier ?? index)
    if (earlier === undefined) return []
    const message = `Expected one action for the domain ${JSON.stringify(action.domain)}, got another on line ${earlier + 1}`
    return [{ rule: 'commit.domain-repeated', path: [index, 'domainMetadata', 'domain'], message }]
  })
}

const REPEATED = {
  add: { same: 'commit.add-repeated', path: 'commit.add-path-repeated', verb: 'added' },
  remove: { same: 'commit.remove-repeated', path: 'commit.remove-path-repeated', verb: 'removed' },
} as const

function repeatedFiles(actions: readonly Action[], kind: 'add' | 'remove'): Finding[] {
  const { same, path: samePath, verb } = REPEATED[kind]
  const repeatedPaths = pathsInCommon(actions, kind)
  if (repeatedPaths.size === 0) return []
  const identities = new Map<string, number>()
  const paths = new Map<string, number>()
  return actions.flatMap((action, index): Finding[] => {
    if (action.kind !== kind || !repeatedPaths.has(plainPath(action.path))) return []
    const identity = fileIdentity(action.path, action.deletionVector)
    const [twin, namesake] = [identities.get(identity), paths.get(action.path)]
    identities.set(identity, twin ?? index)
    paths.set(action.path, namesake ?? index)
    const path = [index, kind, 'path']
    if (twin !== undefined) {
      return [{ rule: same, path, message: `Expected each file to be ${verb} once, got the same on line ${twin + 1}` }]
    }
    if (namesake === undefined) return []
    const message = `Expected each path to be ${verb} once, got it with another deletion vector on line ${namesake + 1}`
    return [{ rule: samePath, path, message }]
  })
}

/** Equal files have equal paths: where every path occurs once, as nearly always, no identity needs to be made. */
function pathsInCommon(actions: readonly Action[], kind: 'add' | 'remove'): ReadonlySet<string> {
  const seen = new Set<string>()
  const repeatedPaths = new Set<string>()
  for (const action of actions) {
    if (action.kind !== kind) continue
    const path = plainPath(action.path)
    const before = seen.size
    if (seen.add(path).size === before) repeatedPaths.add(path)
  }
  return repeatedPaths
}

function addedAndRemoved(actions: readonly Action[]): Finding[] {
  if (!actions.some(({ kind }) => kind === 'remove')) return []
  const added = new Map(
    actions.flatMap((action, index) => (action.kind === 'add' ? [[identityOf(action), index] as const] : [])),
  )
  return actions.flatMap((action, index): Finding[] => {
    if (action.kind !== 'remove') return []
    const other = added.get(identityOf(action))
    if (other === undefined) return []
    const message = `Expected a file to be added or removed, got it added on line ${other + 1} and removed here`
    return [{ rule: 'commit.add-and-remove', path: [index, 'remove', 'path'], message }]
  })
}

function pathTwins(actions: readonly Action[]): Finding[] {
  const seen = new Map<string, string>()
  return actions.flatMap((action, index): readonly Finding[] => {
    if (action.kind !== 'add') return NO_FINDINGS
    const folded = action.path.normalize('NFC').toLowerCase()
    const twin = seen.get(folded)
    if (twin === undefined) seen.set(folded, action.path)
    if (twin === undefined || twin === action.path) return NO_FINDINGS
    const message = `Expected paths that differ everywhere, got ${JSON.stringify(twin)} and ${JSON.stringify(action.path)}`
    return [{ rule: 'commit.path-twins', path: [index, 'add', 'path'], message }]
  })
}

const NO_FINDINGS: readonly Finding[] = []

function identityOf({ path, deletionVector }: AddFile | RemoveFile): string {
  return fileIdentity(path, deletionVector)
}
