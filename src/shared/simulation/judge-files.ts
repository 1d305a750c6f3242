import type { FileRecord, TableRecord, VersionRecord, Violation } from './table-record.ts'

interface Totals {
  files: bigint
  bytes: bigint
}

/** C3: totals follow from the files alone, a file is live once, and what was removed is live no more. */
export function judgeFiles(table: TableRecord): Violation[] {
  return [...judgeTotals(table), ...judgeLives(table), ...judgeRemoves(table)]
}

function judgeTotals({ tableId, versions, files }: TableRecord): Violation[] {
  const added = sumBy(files, ({ version }) => version)
  const removed = sumBy(files, ({ removedVersion }) => removedVersion)
  const total: Totals = { files: 0n, bytes: 0n }
  const found: Violation[] = []
  for (const version of versions) {
    const [plus, minus] = [added.get(version.version) ?? NOTHING, removed.get(version.version) ?? NOTHING]
    total.files += plus.files - minus.files
    total.bytes += plus.bytes - minus.bytes
    if (!sameTotals(version, plus, minus, total)) {
      const message = `the totals of version ${version.version} do not follow from the files: ${total.files} files of ${total.bytes} bytes, not ${version.totalFiles} of ${version.totalBytes}`
      found.push({ rule: 'totals', promise: 'C3', tableId, version: version.version, message })
    }
  }
  return found
}

function sameTotals(version: VersionRecord, plus: Totals, minus: Totals, total: Totals): boolean {
  return (
    version.filesAdded === plus.files &&
    version.filesRemoved === minus.files &&
    version.bytesAdded === plus.bytes &&
    version.bytesRemoved === minus.bytes &&
    version.totalFiles === total.files &&
    version.totalBytes === total.bytes
  )
}

const NOTHING: Readonly<Totals> = { files: 0n, bytes: 0n }

function sumBy(files: readonly FileRecord[], key: (file: FileRecord) => bigint | null): Map<bigint, Totals> {
  const sums = new Map<bigint, Totals>()
  for (const file of files) {
    const version = key(file)
    if (version === null) continue
    const sum = sums.get(version) ?? { files: 0n, bytes: 0n }
    sum.files += 1n
    sum.bytes += file.size
    sums.set(version, sum)
  }
  return sums
}

/** The lives of one file follow each other: each begins no earlier than the one before has ended. */
function judgeLives({ tableId, files }: TableRecord): Violation[] {
  const found: Violation[] = []
  const lives = [...files].sort((a, b) => compare(a.version, b.version))
  const last = new Map<string, FileRecord>()
  for (const life of lives) {
    const before = last.get(life.fileKey)
    last.set(life.fileKey, life)
    if (before === undefined || (before.removedVersion !== null && before.removedVersion <= life.version)) continue
    const message = `the file ${life.fileKey} of version ${before.version} is added by ${life.version} while it is live`
    found.push({ rule: 'file-live-once', promise: 'C3', tableId, version: life.version, message })
  }
  return found
}

function judgeRemoves({ tableId, files, removes }: TableRecord): Violation[] {
  const live = new Map<string, FileRecord[]>()
  for (const file of files) live.set(file.fileKey, [...(live.get(file.fileKey) ?? []), file])
  return removes.flatMap(({ fileKey, version }) => {
    const survivor = live
      .get(fileKey)
      ?.find(file => file.version < version && (file.removedVersion === null || file.removedVersion > version))
    if (survivor === undefined) return []
    const message = `the file ${fileKey} of version ${survivor.version} survives its removal by ${version}`
    return [{ rule: 'file-live-once', promise: 'C3', tableId, version, message } as const]
  })
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}
