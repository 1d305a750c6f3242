import { SIMULATION_SCHEMA_PREFIX } from '../../../shared/limits.ts'
import type { Database } from '../../postgres/connection.ts'
import type { Strategy } from './strategy.ts'

const UNPROTECTED: Strategy = { isolation: 'read committed', before: 'nothing', staged: false, guarded: false }

/** The right to write without lock and comparison, for one database; only `licenseUnprotected` gives it. */
export class UnprotectedLicense {
  readonly #database: Database

  constructor(database: Database, key: symbol) {
    if (key !== KEY) throw new TypeError('a license to write unprotected is given by licenseUnprotected alone')
    this.#database = database
  }

  /** Throws where the license was given for another database. */
  strategyFor(database: Database): Strategy {
    if (database !== this.#database) throw new Error('this license to write unprotected is for another database')
    return UNPROTECTED
  }
}

const KEY = Symbol('unprotected')

/**
 * Lets the simulator show what goes wrong without protection. Throws unless the database's schema is one that a
 * simulation has made for itself, by its name.
 */
export function licenseUnprotected(database: Database): UnprotectedLicense {
  if (!database.schema.startsWith(SIMULATION_SCHEMA_PREFIX)) {
    throw new Error(`writing unprotected is for schemas of simulations alone, and ${database.schema} is none`)
  }
  return new UnprotectedLicense(database, KEY)
}
