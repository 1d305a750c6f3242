import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { markSchema, runStatementSchema, spanSchema } from '../../shared/contract/simulation-results.ts'
import { runReportSchema } from '../../shared/contract/simulations.ts'

const keptReportSchema = z.strictObject({
  report: runReportSchema,
  /** The process that runs it, or ran it. */
  owner: z.number().int(),
})
/** A run in short, as it is remembered. */
export type KeptReport = z.output<typeof keptReportSchema>

const courseSchema = z.strictObject({
  spans: z.array(spanSchema),
  marks: z.array(markSchema),
  statements: z.array(runStatementSchema),
  /** For the history of Elle, one line an event. */
  elle: z.string(),
})
type Course = z.output<typeof courseSchema>

/** A run with everything that happened in it. */
export type KeptRun = KeptReport & Course

/** Runs in the data folder, two files each: what is to be remembered, and the course, which is read when it is looked at. */
export class RunFiles {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Every run that can be read, newest first; files of anything else, or of another release, are left alone. */
  async readAll(): Promise<KeptReport[]> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    const names = (await readdir(this.#folder)).filter(name => NAME.test(name))
    const runs = await Promise.all(names.map(name => this.#read(name, keptReportSchema)))
    return runs.filter(run => run !== undefined).sort((a, b) => b.report.number - a.report.number)
  }

  /** What happened in a run; nothing where that was not kept or cannot be read. */
  async readCourse(runId: string): Promise<Course> {
    const read = await this.#read(`${runId}.course.json`, courseSchema)
    return read ?? { spans: [], marks: [], statements: [], elle: '' }
  }

  /** Whoever reads the files sees all of the run or nothing. */
  async write({ report, owner, ...course }: KeptRun): Promise<void> {
    if (report.state !== 'running') await this.#write(`${report.runId}.course.json`, course)
    await this.#write(`${report.runId}.json`, { report, owner })
  }

  async remove(runId: string): Promise<void> {
    await rm(join(this.#folder, `${runId}.json`), { force: true })
    await rm(join(this.#folder, `${runId}.course.json`), { force: true })
  }

  async #write(name: string, value: object): Promise<void> {
    const path = join(this.#folder, name)
    const draft = `${path}.${process.pid}.new`
    await writeFile(draft, printBigJson(value), { mode: 0o600 })
    await rename(draft, path)
  }

  async #read<Schema extends z.ZodType>(name: string, schema: Schema): Promise<z.output<Schema> | undefined> {
    const text = await readFile(join(this.#folder, name), 'utf8').catch(() => undefined)
    const value = text === undefined ? undefined : parseBigJson(text)
    const read = schema.safeParse(value)
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
