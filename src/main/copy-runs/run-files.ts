import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type CopyRunReport, copyRunSchema } from '../../shared/contract/copies.ts'

/** Runs that are over, a small file each. A run is a measurement: one that is lost in a crash is not missed. */
export class RunFiles {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Every run that can be read, newest first; files of anything else, or of another release, are left alone. */
  async readAll(): Promise<CopyRunReport[]> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    const names = (await readdir(this.#folder)).filter(name => NAME.test(name))
    const runs = await Promise.all(names.map(name => this.#read(name)))
    return runs.filter(run => run !== undefined).sort((a, b) => b.startedAt - a.startedAt || b.number - a.number)
  }

  /** Whoever reads the file sees all of the run or nothing. */
  async write(run: CopyRunReport): Promise<void> {
    const path = this.#pathOf(run.runId)
    const draft = `${path}.${process.pid}.new`
    await writeFile(draft, printRun(run), { mode: 0o600 })
    await rename(draft, path)
  }

  async remove(runId: string): Promise<void> {
    await rm(this.#pathOf(runId), { force: true })
  }

  async #read(name: string): Promise<CopyRunReport | undefined> {
    const text = await readFile(join(this.#folder, name), 'utf8').catch(() => undefined)
    return text === undefined ? undefined : parseRun(text)
  }

  #pathOf(runId: string): string {
    return join(this.#folder, `${runId}.json`)
  }
}

const NAME = /^[0-9a-f-]{36}\.json$/

/** A version is the one 64-bit number of a run; it is written as text. */
export function printRun(run: CopyRunReport): string {
  return JSON.stringify(run, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
}

/** Undefined where the text is no run, or one of another release. */
export function parseRun(text: string): CopyRunReport | undefined {
  try {
    const read = copyRunSchema.safeParse(
      JSON.parse(text, (key, value: unknown) =>
        key === 'version' && typeof value === 'string' && /^\d{1,19}$/.test(value) ? BigInt(value) : value,
      ),
    )
    return read.success ? read.data : undefined
  } catch {
    return undefined
  }
}
