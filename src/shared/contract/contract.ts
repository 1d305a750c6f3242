import { activityContract } from './activity.ts'
import { appContract } from './app-contract.ts'
import { catalogContract } from './catalog-contract.ts'
import { commitContract } from './commit-contract.ts'
import { draftContract } from './draft-contract.ts'
import { historyContract } from './history-contract.ts'
import { mirrorContract } from './mirror-contract.ts'
import { simulationContract } from './simulation-contract.ts'
import { snapshotContract } from './snapshot-contract.ts'
import { taskContract } from './task-contract.ts'

/**
 * Every call and stream between the page and the main process. Actions cross as Delta JSON lines, so that there is one
 * reader of them (`shared/delta`) and every byte arrives; 64-bit numbers cross as bigint.
 */
export const contract = {
  ...appContract,
  ...catalogContract,
  ...historyContract,
  ...snapshotContract,
  ...commitContract,
  ...draftContract,
  ...activityContract,
  ...taskContract,
  ...mirrorContract,
  ...simulationContract,
}
