import type { ScenarioFault } from '../../shared/contract/scenarios.ts'

/** Faults that are still to happen; each happens once. */
export class Faults {
  readonly #left: ScenarioFault[]

  constructor(faults: readonly ScenarioFault[]) {
    this.#left = [...faults]
  }

  /** True where a fault may come to one commit of a writer. */
  concern(writer: string, commit: number): boolean {
    return this.#left.some(fault => fits(fault, writer, commit))
  }

  /** The fault that happens before this step, which is then over. */
  take(writer: string, commit: number, step: string): ScenarioFault | undefined {
    const index = this.#left.findIndex(fault => fits(fault, writer, commit) && fault.step === step)
    return index < 0 ? undefined : this.#left.splice(index, 1)[0]
  }
}

function fits(fault: ScenarioFault, writer: string, commit: number): boolean {
  return (fault.writer === null || fault.writer === writer) && fault.commit === commit
}
