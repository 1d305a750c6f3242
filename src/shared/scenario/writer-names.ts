import type { Scenario, ScenarioWriter } from '../contract/scenarios.ts'

/** Every writer by the name that it has in a run: `A`, or `A1`, `A2` where there are several of a kind. */
export function writerNames(scenario: Pick<Scenario, 'writers'>): string[] {
  return eachWriter(scenario).map(({ name }) => name)
}

/** One entry a writer, those of a kind one after the other. */
export function eachWriter({
  writers,
}: Pick<Scenario, 'writers'>): { readonly name: string; readonly writer: ScenarioWriter }[] {
  return writers.flatMap(writer =>
    Array.from({ length: writer.count }, (_, index) => ({
      name: writer.count === 1 ? writer.name : `${writer.name}${index + 1}`,
      writer,
    })),
  )
}
