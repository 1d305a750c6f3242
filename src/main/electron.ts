import { join } from 'node:path'
import { describeStartProblem } from './describe-start-problem.ts'
import { runElectron } from './host/electron/run-electron.ts'
import { SafeStorageVault } from './host/electron/safe-storage-vault.ts'
import { createPipeServer } from './host/serve-pipe.ts'
import { openProgram } from './program.ts'
import { routersOf } from './program-router.ts'
import { dataFolder } from './settings/data-folder.ts'
import { policyFile } from './settings/policy-file.ts'

const folder = dataFolder()

// Not awaited: Electron becomes ready only after this module has been read to its end.
void runElectron({
  profileFolder: join(folder, 'electron'),
  pageFolder: join(import.meta.dirname, '..', 'renderer'),
  preloadFile: join(import.meta.dirname, '..', 'preload', 'preload.cjs'),
  describeProblem: describeStartProblem,
  async openDesk(keychain, notify) {
    const program = await openProgram({
      ...{ host: 'electron', folder },
      databaseUrl: process.env.DELTADESK_DATABASE,
      isReadOnly: process.argv.includes('--read-only'),
      policyFile: policyFile(),
      vault: new SafeStorageVault(keychain, join(folder, 'secrets.json')),
      notify,
    })
    const server = createPipeServer(routersOf(program), program.log)
    return {
      log: program.log,
      serve: server.serve,
      async close() {
        server.close()
        await program.close()
      },
    }
  },
})
