import { rm } from 'node:fs/promises'
import { invalidInput } from '../answer-failure.ts'
import type { App } from '../app.ts'
import type { ImplementedContract } from '../implement-contract.ts'
import { sampleFolder } from '../make-sample.ts'
import { listSamples, removeSamples } from '../postgres/samples.ts'
import { sqlStateOf } from '../postgres/sqlstate.ts'

const NOT_OWNER = '42501'

/** Tables to look at, and their removal. */
export function sampleRoutes({ database, folder }: App, api: ImplementedContract) {
  return {
    samples: {
      list: api.samples.list.handler(async () => [...(await listSamples(database))]),
      remove: api.samples.remove.handler(async () => {
        try {
          const removed = await removeSamples(database)
          for (const { tableId } of removed) await rm(sampleFolder(folder, tableId), { recursive: true, force: true })
          return [...removed]
        } catch (error) {
          if (sqlStateOf(error) !== NOT_OWNER) throw error
          throw invalidInput([], 'Only the owner of the tables of the log can remove the samples.')
        }
      }),
    },
  }
}
