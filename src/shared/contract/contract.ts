import { activityContract } from './activity.ts'
import { appContract } from './app-contract.ts'
import { catalogContract } from './catalog-contract.ts'
import { commitContract } from './commit-contract.ts'
import { connectionContract } from './connection-contract.ts'
import { diagnosticContract } from './diagnostic-contract.ts'
import { draftContract } from './draft-contract.ts'
import { historyContract } from './history-contract.ts'
import { mirrorContract } from './mirror-contract.ts'
import { sampleContract } from './sample-contract.ts'
import { settingsContract } from './settings-contract.ts'
import { shellContract } from './shell-contract.ts'
import { simulationContract } from './simulation-contract.ts'
import { snapshotContract } from './snapshot-contract.ts'
import { taskContract } from './task-contract.ts'
import { timingsContract } from './timings-contract.ts'

/**
 * Calls about one log. Each carries the connection that it means, in the header CONNECTION_HEADER. Actions cross as Delta
 * JSON lines, so that there is one reader of them (`shared/delta`) and every byte arrives; 64-bit numbers cross as bigint.
 */
export const logContract = {
  ...appContract,
  ...catalogContract,
  ...historyContract,
  ...snapshotContract,
  ...commitContract,
  ...draftContract,
  ...activityContract,
  ...timingsContract,
  ...taskContract,
  ...mirrorContract,
  ...sampleContract,
  ...simulationContract,
}

/** Calls about the program itself, answered whether a log is open or not. */
export const programContract = {
  ...connectionContract,
  ...diagnosticContract,
  ...settingsContract,
  ...shellContract,
}

/** Every call and stream between the page and the main process. */
export const contract = { ...logContract, ...programContract }
