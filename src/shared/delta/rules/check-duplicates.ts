import type { Action, AddFile, DomainMetadata, RemoveFile, Txn } from '../actions.ts'
import type { RuleId } from '../rules.ts'
import { FileLines, type LineIndex, type MakeLineIndex } from './file-lines.ts'
import type { FindingLog } from './finding-log.ts'

/**
 * Finds actions of one commit that contradict or repeat each other (Delta protocol, "Delta Log Entries"), line by line.
 * What it keeps of each file is a line number, in indexes that the caller may choose.
 */
export class DuplicateCheck {
  readonly #findings: FindingLog
  readonly #first = new Map<Action['kind'], number>()
  readonly #txns = new Map<string, { readonly txn: Txn; readonly line: number }>()
  readonly #domains = new Map<string, number>()
  readonly #added: FileLines
  readonly #removed: FileLines
  /** Paths that are not their own spelling without case, by that spelling. */
  readonly #folded: LineIndex

  constructor(findings: FindingLog, makeIndex: MakeLineIndex = () => new Map()) {
    this.#findings = findings
    this.#added = new FileLines(makeIndex)
    this.#removed = new FileLines(makeIndex)
    this.#folded = makeIndex()
  }

  /** True where the commit has an action of that kind so far. */
  has(kind: Action['kind']): boolean {
    return this.#first.has(kind)
  }

  line(action: Action, index: number): void {
    const first = this.#first.get(action.kind)
    if (first === undefined) this.#first.set(action.kind, index)
    switch (action.kind) {
      case 'add':
        this.#add(action, index)
        return
      case 'remove':
        this.#remove(action, index)
        return
      case 'txn':
        this.#txn(action, index)
        return
      case 'domainMetadata':
        this.#domain(action, index)
        return
      case 'protocol':
      case 'metaData':
      case 'commitInfo':
        if (first !== undefined) this.#repeated(action.kind, index, first)
        else if (action.kind === 'commitInfo' && index > 0) this.#commitInfoNotFirst(index)
    }
  }

  #repeated(kind: keyof typeof REPEATED, index: number, first: number): void {
    const message = `Expected one ${kind} in a commit, got another on line ${first + 1}`
    this.#findings.add({ rule: REPEATED[kind], path: [index, kind], message })
  }

  #commitInfoNotFirst(index: number): void {
    const message = `Expected the commitInfo on the first line, got it on line ${index + 1}`
    this.#findings.add({ rule: 'commit.commit-info-not-first', path: [index, 'commitInfo'], message })
  }

  #txn(txn: Txn, index: number): void {
    const earlier = this.#txns.get(txn.appId)
    if (!earlier) {
      this.#txns.set(txn.appId, { txn, line: index + 1 })
      return
    }
    const rule = earlier.txn.version === txn.version ? 'commit.txn-repeated' : 'commit.txn-contradicted'
    const found = `version ${earlier.txn.version} on line ${earlier.line} and ${txn.version} here`
    const message = `Expected one txn for the application ${JSON.stringify(txn.appId)}, got ${found}`
    this.#findings.add({ rule, path: [index, 'txn', 'appId'], message })
  }

  #domain({ domain }: DomainMetadata, index: number): void {
    const earlier = this.#domains.get(domain)
    if (earlier === undefined) {
      this.#domains.set(domain, index)
      return
    }
    const message = `Expected one action for the domain ${JSON.stringify(domain)}, got another on line ${earlier + 1}`
    this.#findings.add({ rule: 'commit.domain-repeated', path: [index, 'domainMetadata', 'domain'], message })
  }

  #add(add: AddFile, index: number): void {
    const isNewPath = this.#file(add, index, this.#added)
    if (isNewPath) this.#pathTwin(add.path, index)
    if (!this.#first.has('remove')) return
    const removed = this.#removed.lineOf(add)
    if (removed !== undefined) this.#addedAndRemoved(index, removed)
  }

  #remove(remove: RemoveFile, index: number): void {
    this.#file(remove, index, this.#removed)
    const added = this.#added.lineOf(remove)
    if (added !== undefined) this.#addedAndRemoved(added, index)
  }

  #addedAndRemoved(added: number, removed: number): void {
    const message = `Expected a file to be added or removed, got it added on line ${added + 1} and removed here`
    this.#findings.add({ rule: 'commit.add-and-remove', path: [removed, 'remove', 'path'], message })
  }

  #file(action: AddFile | RemoveFile, index: number, lines: FileLines): boolean {
    const earlier = lines.add(action, index)
    if (earlier === undefined) return true
    const { same, samePath, verb } = REPEATED_FILES[action.kind]
    const path = [index, action.kind, 'path']
    const message =
      earlier.sameFile === undefined
        ? `Expected each path to be ${verb} once, got it with another deletion vector on line ${earlier.samePath + 1}`
        : `Expected each file to be ${verb} once, got the same on line ${earlier.sameFile + 1}`
    this.#findings.add({ rule: earlier.sameFile === undefined ? samePath : same, path, message })
    return false
  }

  /** Stores without case and form of letters take two such paths for one. */
  #pathTwin(path: string, index: number): void {
    const folded = CHANGES_BY_FOLDING.test(path) ? path.normalize('NFC').toLowerCase() : path
    const isFolded = folded === path
    const twin = this.#folded.get(folded) ?? (isFolded ? undefined : this.#added.lineOfPath(folded))
    if (!isFolded && twin === undefined) this.#folded.set(folded, index)
    if (twin === undefined) return
    const message = `Expected paths that differ everywhere, got ${JSON.stringify(path)}, which some stores take for the one on line ${twin + 1}`
    this.#findings.add({ rule: 'commit.path-twins', path: [index, 'add', 'path'], message })
  }
}

const REPEATED = {
  protocol: 'commit.protocol-repeated',
  metaData: 'commit.metadata-repeated',
  commitInfo: 'commit.commit-info-repeated',
} as const satisfies Partial<Record<Action['kind'], RuleId>>

const REPEATED_FILES = {
  add: { same: 'commit.add-repeated', samePath: 'commit.add-path-repeated', verb: 'added' },
  remove: { same: 'commit.remove-repeated', samePath: 'commit.remove-path-repeated', verb: 'removed' },
} as const

/** A letter that is no small letter of ASCII. */
const CHANGES_BY_FOLDING = /[A-Z\u0080-\uffff]/
