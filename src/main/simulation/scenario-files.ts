import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Scenario } from '../../shared/contract/scenarios.ts'
import type { ListedScenario } from '../../shared/contract/simulations.ts'
import { SCENARIOS_KEPT_MAX } from '../../shared/limits.ts'
import { printScenario } from '../../shared/scenario/print-scenario.ts'
import { readScenario } from '../../shared/scenario/read-scenario.ts'
import { builtInScenarios } from './built-in.ts'

const GROUP = 'Mine'
const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,59}\.spec$/

/** One's own scenarios: text files of the data folder, which can be put under version control as they are. */
export class ScenarioFiles {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** The built-in ones first. A file that is no scenario any more is left alone and not listed. */
  async list(): Promise<ListedScenario[]> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    const names = (await readdir(this.#folder)).filter(name => NAME.test(name)).sort()
    const own: ListedScenario[] = []
    for (const name of names.slice(0, SCENARIOS_KEPT_MAX)) {
      const read = readScenario(await readFile(join(this.#folder, name), 'utf8'))
      if (read.kind === 'ok') own.push(listed(read.scenario))
    }
    return [...builtInScenarios(), ...own]
  }

  /** `taken`: a built-in scenario has the name. */
  async save(scenario: Scenario): Promise<ListedScenario | 'taken'> {
    if (builtInScenarios().some(one => one.scenario.name === scenario.name)) return 'taken'
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    const path = this.#pathOf(scenario.name)
    const draft = `${path}.${process.pid}.new`
    await writeFile(draft, printScenario(scenario), { mode: 0o600 })
    await rename(draft, path)
    return listed(scenario)
  }

  async forget(name: string): Promise<void> {
    if (NAME.test(`${name}.spec`)) await rm(this.#pathOf(name), { force: true })
  }

  #pathOf(name: string): string {
    return join(this.#folder, `${name}.spec`)
  }
}

function listed(scenario: Scenario): ListedScenario {
  return { scenario, text: printScenario(scenario), origin: 'own', group: GROUP }
}
