import type { RunHistory } from '../../shared/simulation/history.ts'

/**
 * The run as a history of list-append in the EDN that Elle reads, one event a line, by time: each table is a list, each
 * commit appends its id, each read sees the ids up to the head. Commits whose answer was lost are `:info`. Reads of tables
 * that had grown beyond what a read notes down are left out.
 */
export function elleHistory({ tables, attempts, reads }: RunHistory): string {
  const processes = new Map<string, number>()
  const processOf = (writer: string) => {
    const number = processes.get(writer) ?? processes.size
    processes.set(writer, number)
    return number
  }
  const bases = new Map(tables.map(({ tableId, base }) => [tableId, BigInt(base.length)]))
  const names = new Map(tables.map(({ tableId, name }) => [tableId, name]))
  const events: { readonly atMs: number; readonly text: string }[] = []
  const add = (atMs: number, type: string, writer: string, value: string) =>
    events.push({ atMs, text: `:type :${type} :process ${processOf(writer)} :f :txn :value ${value}` })
  for (const { writer, tableId, commitId, told, beganMs, endedMs } of attempts) {
    const value = `[[:append "${names.get(tableId)}" "${commitId}"]]`
    add(beganMs, 'invoke', writer, value)
    add(endedMs, told.kind === 'committed' ? 'ok' : told.kind === 'unknown' ? 'info' : 'fail', writer, value)
  }
  for (const { writer, tableId, version, tail, beganMs, endedMs } of reads) {
    const base = bases.get(tableId) ?? 0n
    const own = tail.filter(seen => seen.version >= base).reverse()
    if (BigInt(own.length) !== version + 1n - base) continue
    add(beganMs, 'invoke', writer, `[[:r "${names.get(tableId)}" nil]]`)
    add(
      endedMs,
      'ok',
      writer,
      `[[:r "${names.get(tableId)}" [${own.map(({ commitId }) => `"${commitId}"`).join(' ')}]]]`,
    )
  }
  events.sort((a, b) => a.atMs - b.atMs)
  const lines = events.map(
    ({ atMs, text }, index) => `{:index ${index} :time ${Math.round(atMs * 1_000_000)} ${text}}\n`,
  )
  return lines.join('')
}
