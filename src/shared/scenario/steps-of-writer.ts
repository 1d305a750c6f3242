import type { Scenario, ScenarioWriter, SimulatedStrategy } from '../contract/scenarios.ts'

/**
 * A point before which a writer of a schedule is held: `read` looks at the table and makes the draft, the others are the
 * steps of a commit that touch what others can see. The rest of a commit's steps go along with the one behind them.
 */
export type Station = 'read' | 'lock' | 'check' | 'insert' | 'record' | 'commit'

const STATIONS: ReadonlySet<string> = new Set<Station>(['read', 'lock', 'check', 'insert', 'record', 'commit'])

export function isStation(step: string): step is Station {
  return STATIONS.has(step)
}

/** The stations of one commit by each strategy, where nobody is in the way; a test holds them against the writer. */
const COMMIT_STATIONS: Readonly<Record<SimulatedStrategy, readonly Station[]>> = {
  'lock-first': ['lock', 'check', 'insert', 'record', 'commit'],
  'lock-last': ['check', 'insert', 'lock', 'record', 'record', 'commit'],
  'compare-and-swap': ['check', 'lock', 'insert', 'record', 'commit'],
  serializable: ['check', 'lock', 'insert', 'record', 'commit'],
  'advisory-lock': ['lock', 'check', 'lock', 'insert', 'record', 'commit'],
  unprotected: ['check', 'insert', 'record', 'commit'],
}

/** The stations that one writer passes while nobody is in its way, all its commits one after the other. */
export function stationsOf(writer: ScenarioWriter, { strategy }: Pick<Scenario, 'strategy'>): Station[] {
  return Array.from({ length: writer.commits }, () => oneCommit(writer, writer.strategy ?? strategy)).flat()
}

function oneCommit({ operation, tables }: ScenarioWriter, strategy: SimulatedStrategy): Station[] {
  switch (operation) {
    case 'read':
      return ['read']
    case 'foreign':
      return ['read', ...tables.flatMap((): Station[] => ['lock', 'check', 'insert', 'record']), 'commit']
    case 'together':
      return [
        'read',
        ...tables.flatMap((): Station[] => ['lock', 'check']),
        ...tables.flatMap((): Station[] => ['insert', 'record']),
        'commit',
      ]
    default:
      return ['read', ...COMMIT_STATIONS[strategy]]
  }
}
