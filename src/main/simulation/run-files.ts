import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { readVersionSchema } from '../../shared/contract/schemas.ts'
import { markSchema, spanSchema } from '../../shared/contract/simulation-results.ts'
import { runReportSchema } from '../../shared/contract/simulations.ts'

const keptRunSchema = z.strictObject({
  report: runReportSchema,
  spans: z.array(spanSchema),
  marks: z.array(markSchema),
  heads: z.array(readVersionSchema),
  /** For the history of Elle, one line an event. */
  elle: z.string(),
  /** The process that runs it, or ran it. */
  owner: z.number().int(),
})
export type KeptRun = z.output<typeof keptRunSchema>

/** Runs in the data folder, a file each. */
export class RunFiles {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Every run that can be read, newest first; files of anything else, or of another release, are left alone. */
  async readAll(): Promise<KeptRun[]> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    const names = (await readdir(this.#folder)).filter(name => NAME.test(name))
    const runs = await Promise.all(names.map(name => this.#read(name)))
    return runs.filter(run => run !== undefined).sort((a, b) => b.report.number - a.report.number)
  }

  /** Whoever reads the file sees all of the run or nothing. */
  async write(run: KeptRun): Promise<void> {
    const path = join(this.#folder, `${run.report.runId}.json`)
    const draft = `${path}.${process.pid}.new`
    await writeFile(draft, printBigJson(run), { mode: 0o600 })
    await rename(draft, path)
  }

  async remove(runId: string): Promise<void> {
    await rm(join(this.#folder, `${runId}.json`), { force: true })
  }

  async #read(name: string): Promise<KeptRun | undefined> {
    const text = await readFile(join(this.#folder, name), 'utf8').catch(() => undefined)
    const value = text === undefined ? undefined : parseBigJson(text)
    const read = keptRunSchema.safeParse(value)
    return read.success ? read.data : undefined
  }
}

const NAME = /^[0-9a-f-]{36}\.json$/
const BIG = '$bigint'

/** JSON in which 64-bit numbers are objects of one member. */
export function printBigJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? { [BIG]: String(part) } : part))
}

/** Undefined where the text is no JSON. */
export function parseBigJson(text: string): unknown {
  try {
    return JSON.parse(text, (_, part: unknown) => {
      if (typeof part !== 'object' || part === null || !(BIG in part)) return part
      const digits = part[BIG]
      return typeof digits === 'string' && /^-?\d{1,40}$/.test(digits) ? BigInt(digits) : part
    })
  } catch {
    return undefined
  }
}
