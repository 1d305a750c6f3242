import type { CopyStages, CopyStream } from '../../shared/contract/copies.ts'
import type { CopyCounts, CopyTimes } from '../copy/copy-counts.ts'
import type { CopyEnd, CopyUnderWay } from '../copy/copy-observer.ts'
import type { CopyProgress } from '../postgres/copy-progress.ts'

type CopyStageTimes = Omit<CopyStages, 'commitMs'>

interface OpenCopy {
  readonly copy: CopyUnderWay
  readonly startedMs: number
}

/** The COPYs of one run, summed up by table; those under way are looked at anew each time. */
export class CopyStreams {
  readonly #done = new Map<string, Omit<CopyStream, 'state'> & { failed: boolean }>()
  readonly #open = new Set<OpenCopy>()
  #doneTimes: CopyStageTimes = { encodeMs: 0, handoverMs: 0, roomMs: 0, answerMs: 0 }
  #doneSocketBytes = 0
  #serverKnown = false
  #serverOfDone: { readonly bytes: number; readonly rows: number } = { bytes: 0, rows: 0 }
  #serverOfOpen: { readonly bytes: number; readonly rows: number } = { bytes: 0, rows: 0 }

  get underWay(): CopyUnderWay[] {
    return Array.from(this.#open, ({ copy }) => copy)
  }

  /** Gives what closes the stream, which gives its final counts. */
  open(copy: CopyUnderWay): (end: CopyEnd['kind']) => CopyCounts {
    const entry = { copy, startedMs: performance.now() }
    this.#open.add(entry)
    return end => {
      this.#open.delete(entry)
      const { rows, bytes } = copy.counts
      // The server has counted what was copied; of what failed, the last that it told is known.
      const { bytes: serverBytes, rows: serverRows } = end === 'copied' ? { bytes, rows } : this.#serverOfOpen
      this.#serverOfDone = { bytes: this.#serverOfDone.bytes + serverBytes, rows: this.#serverOfDone.rows + serverRows }
      this.#serverOfOpen = { bytes: 0, rows: 0 }
      const before = this.#done.get(copy.table.name) ?? emptyStream(copy.table.name)
      this.#done.set(copy.table.name, {
        ...before,
        copies: before.copies + 1,
        rows: before.rows + rows,
        bytes: before.bytes + bytes,
        ms: before.ms + performance.now() - entry.startedMs,
        failed: before.failed || end === 'failed',
      })
      this.#doneTimes = plus(this.#doneTimes, copy.times)
      this.#doneSocketBytes += copy.takenBytes
      return { rows, bytes }
    }
  }

  get times(): CopyStageTimes {
    return this.underWay.reduce((sum, { times }) => plus(sum, times), this.#doneTimes)
  }

  /** Rows and bytes laid out, bytes taken by the operating system, and bytes that wait for it. */
  get sums(): CopyCounts & { readonly socketBytes: number; readonly waitingBytes: number } {
    let [rows, bytes, waitingBytes, socketBytes] = [0, 0, 0, this.#doneSocketBytes]
    for (const stream of this.#done.values()) {
      rows += stream.rows
      bytes += stream.bytes
    }
    for (const copy of this.underWay) {
      rows += copy.counts.rows
      bytes += copy.counts.bytes
      waitingBytes += copy.waitingBytes
      socketBytes += copy.takenBytes
    }
    return { rows, bytes, socketBytes, waitingBytes }
  }

  /** What the server has processed of the run, by its own account; null before it has given one. */
  processed(progress: readonly CopyProgress[]): { serverBytes: number | null; serverRows: number | null } {
    if (progress.length > 0) {
      this.#serverKnown = true
      this.#serverOfOpen = {
        bytes: sumOf(progress.map(({ bytesProcessed }) => Number(bytesProcessed))),
        rows: sumOf(progress.map(({ rowsProcessed }) => Number(rowsProcessed))),
      }
    }
    if (!this.#serverKnown) return { serverBytes: null, serverRows: null }
    return {
      serverBytes: this.#serverOfDone.bytes + this.#serverOfOpen.bytes,
      serverRows: this.#serverOfDone.rows + this.#serverOfOpen.rows,
    }
  }

  /** By bytes, the largest first. */
  report(): CopyStream[] {
    const streams = new Map<string, CopyStream>()
    for (const { failed, ...stream } of this.#done.values()) {
      streams.set(stream.table, { ...stream, state: failed ? 'failed' : 'copied' })
    }
    for (const { copy, startedMs } of this.#open) {
      const { table, counts } = copy
      const before = streams.get(table.name) ?? emptyStream(table.name)
      streams.set(table.name, {
        table: table.name,
        copies: before.copies + 1,
        rows: before.rows + counts.rows,
        bytes: before.bytes + counts.bytes,
        ms: before.ms + performance.now() - startedMs,
        state: 'copying',
      })
    }
    return [...streams.values()].sort((a, b) => b.bytes - a.bytes)
  }
}

function emptyStream(table: string) {
  return { table, copies: 0, rows: 0, bytes: 0, ms: 0, failed: false }
}

function plus(a: CopyStageTimes, b: CopyTimes): CopyStageTimes {
  return {
    encodeMs: a.encodeMs + b.encodeMs,
    handoverMs: a.handoverMs + b.handoverMs,
    roomMs: a.roomMs + b.roomMs,
    answerMs: a.answerMs + b.answerMs,
  }
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}
