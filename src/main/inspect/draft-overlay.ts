import { parseAction } from '../../shared/delta/parse-action.ts'
import { printStrings } from '../../shared/delta/print-action.ts'
import { logicalRows } from '../../shared/delta/stats.ts'
import type { OverlaidFile } from '../postgres/across-changes.ts'
import { fileKey } from '../postgres/file-key.ts'

/** What a draft would change of the state that it stands on. */
export interface DraftOverlay {
  /** Keys of the files that it removes or adds anew. */
  readonly without: readonly string[]
  readonly added: readonly (OverlaidFile & { readonly line: string })[]
  /** Delta JSON lines. */
  readonly besides: {
    readonly protocol: string | undefined
    readonly metaData: string | undefined
    readonly txns: readonly string[]
    readonly domains: readonly string[]
  }
  /** Lines that hold no action. */
  readonly unreadable: number
}

/** Reads the newline-delimited actions of a draft; lines that are no actions are counted and left out. */
export function overlayOf(text: string): DraftOverlay {
  const gone = new Set<string>()
  const added = new Map<string, DraftOverlay['added'][number]>()
  const besides = { protocol: undefined as string | undefined, metaData: undefined as string | undefined }
  const [txns, domains]: [string[], string[]] = [[], []]
  let unreadable = 0
  for (const line of text.split('\n').filter(written => written.trim() !== '')) {
    const parsed = parseAction(line, 0)
    if (parsed.kind !== 'ok') {
      unreadable++
      continue
    }
    const { action } = parsed.value
    switch (action.kind) {
      case 'add': {
        const { path, size, deletionVector } = action
        const partitionValues = printStrings(action.partitionValues)
        const key = fileKey(path, deletionVector)
        gone.add(key)
        added.set(key, { path, fileKey: key, partitionValues, size, rows: logicalRows(action), line })
        break
      }
      case 'remove':
        gone.add(fileKey(action.path, action.deletionVector))
        break
      case 'protocol':
        besides.protocol = line
        break
      case 'metaData':
        besides.metaData = line
        break
      case 'txn':
        txns.push(line)
        break
      case 'domainMetadata':
        domains.push(line)
        break
    }
  }
  return { without: [...gone], added: [...added.values()], besides: { ...besides, txns, domains }, unreadable }
}
