import { copyFormatSchema } from '../../shared/contract/copies.ts'
import { BENCHMARK_ROWS_MAX } from '../../shared/limits.ts'
import { runBenchmark } from '../copy-runs/benchmark.ts'
import { CopyRuns } from '../copy-runs/copy-runs.ts'
import type { Command } from './command.ts'
import { CommandFailure } from './command-failure.ts'
import { formatBytes, formatCount } from './format.ts'
import { textOption } from './read-arguments.ts'

const ROWS_DEFAULT = 200_000

export const copyBenchCommand: Command = {
  name: 'copy-bench',
  positionals: [],
  options: { rows: { type: 'string' }, format: { type: 'string' } },
  summary: 'measure how fast rows go into this database by COPY',
  help: `Copies generated rows of added files, about 700 bytes each, into a scratch table with the indexes of the real one,
commits them, and drops the table with its schema. No table of the log is touched.

  --rows N         how many rows; ${ROWS_DEFAULT} where absent
  --format FORMAT  binary or text; binary where absent

With --json: {"rows", "bytes", "wallMs", "rowsPerSecond", "bytesPerSecond", "stages": milliseconds of each stage}.`,
  async run({ database, values, surroundings: { signal }, onProgress }) {
    const request = {
      rows: readRows(textOption(values, 'rows')),
      format: readFormat(textOption(values, 'format')),
    }
    onProgress(`copying ${formatCount(request.rows)} rows`)
    const runs = await CopyRuns.open({ database, folder: undefined, onProblem: () => {} })
    const outcome = await runBenchmark(database, runs, request, { signal })
    if (outcome.kind === 'busy') {
      throw new CommandFailure('database', 'The benchmark is running on this database already; it goes one at a time.')
    }
    const { rows, bytes, wallMs, stages } = outcome.run
    const [rowsPerSecond, bytesPerSecond] = [rows, bytes].map(amount => Math.round((amount * 1_000) / wallMs))
    const spent = Object.entries(stages).map(([stage, ms]) => `${stage.replace('Ms', '')} ${Math.round(ms)} ms`)
    const text = [
      `${formatCount(rows)} rows, ${formatBytes(BigInt(bytes))}, in ${(wallMs / 1_000).toFixed(2)} s`,
      `${formatCount(rowsPerSecond ?? 0)} rows/s, ${formatBytes(BigInt(bytesPerSecond ?? 0))}/s`,
      spent.join(', '),
    ]
    return { text: text.join('\n'), json: { rows, bytes, wallMs, rowsPerSecond, bytesPerSecond, stages } }
  },
}

function readRows(text: string | undefined): number {
  if (text === undefined) return ROWS_DEFAULT
  const rows = /^\d{1,9}$/.test(text) ? Number(text) : 0
  if (rows >= 1 && rows <= BENCHMARK_ROWS_MAX) return rows
  const expected = `a number from 1 to ${BENCHMARK_ROWS_MAX}`
  throw new CommandFailure('usage', `Expected ${expected} as --rows, got ${JSON.stringify(text)}.`)
}

function readFormat(text: string | undefined) {
  const format = copyFormatSchema.safeParse(text ?? 'binary')
  if (format.success) return format.data
  throw new CommandFailure('usage', `Expected binary or text as --format, got ${JSON.stringify(text)}.`)
}
