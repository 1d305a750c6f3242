import type { Action, CommitInfo, CommitLine, Metadata, Protocol } from '../actions.ts'
import { FileLines, type MakeLineIndex } from './file-lines.ts'

/** An action together with its line. */
export interface Placed<A extends Action> {
  readonly action: A
  readonly index: number
}

/** What the rules about single lines must know of the whole commit; gathered line by line before they are asked. */
export class CommitFrame {
  /** The first of each kind. */
  protocol: Placed<Protocol> | undefined
  metadata: Placed<Metadata> | undefined
  commitInfo: Placed<CommitInfo> | undefined
  /** The first line of change data. */
  changeData: number | undefined
  /** The commit holds more than provenance and what nobody knows. */
  concernsTable = false
  addsRows = false
  removesRows = false
  /** Configurations by domain as the commit leaves them; undefined for a domain that it removes. */
  readonly domains = new Map<string, string | undefined>()
  readonly removed: FileLines

  constructor(makeIndex?: MakeLineIndex) {
    this.removed = new FileLines(makeIndex)
  }

  line(action: Action, index: number): void {
    switch (action.kind) {
      case 'add':
        this.addsRows ||= action.dataChange
        break
      case 'remove':
        this.removesRows ||= action.dataChange
        this.removed.add(action, index)
        break
      case 'cdc':
        this.changeData ??= index
        break
      case 'protocol':
        this.protocol ??= { action, index }
        break
      case 'metaData':
        this.metadata ??= { action, index }
        break
      case 'domainMetadata':
        this.domains.set(action.domain, action.removed ? undefined : action.configuration)
        break
      case 'commitInfo':
        this.commitInfo ??= { action, index }
        return
      case 'unknown':
        return
      case 'txn':
        break
      default:
        action satisfies never
    }
    this.concernsTable = true
  }
}

export function frameOf(lines: readonly CommitLine[]): CommitFrame {
  const frame = new CommitFrame()
  for (const [index, { action }] of lines.entries()) frame.line(action, index)
  return frame
}
