import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { boundKeys } from '../shared/keys/bound-keys.ts'
import { readSettingArguments, type SettingValues } from '../shared/settings/read-settings.ts'
import { describeStartProblem } from './describe-start-problem.ts'
import { runElectron } from './host/electron/run-electron.ts'
import { SafeStorageVault } from './host/electron/safe-storage-vault.ts'
import { createPipeServer } from './host/serve-pipe.ts'
import { openProgram } from './program.ts'
import { routersOf } from './program-router.ts'
import { dataFolder } from './settings/data-folder.ts'
import { policyFile } from './settings/policy-file.ts'
import { ShellRequests } from './shell-requests.ts'
import { StartFailure } from './start-failure.ts'

const folder = dataFolder()

// Not awaited: Electron becomes ready only after this module has been read to its end.
void runElectron({
  profileFolder: join(folder, 'electron'),
  pageFolder: join(import.meta.dirname, '..', 'renderer'),
  preloadFile: join(import.meta.dirname, '..', 'preload', 'preload.cjs'),
  describeProblem: describeStartProblem,
  async openDesk(keychain, { notify, pick }) {
    const requests = new ShellRequests()
    const program = await openProgram({
      ...{ host: 'electron', folder },
      databaseUrl: process.env.DELTADESK_DATABASE,
      isReadOnly: process.argv.includes('--read-only'),
      settings: settingsOfStart(),
      policyFile: policyFile(),
      shell: { requests, pick },
      vault: new SafeStorageVault(keychain, join(folder, 'secrets.json')),
      notify,
    })
    const server = createPipeServer(routersOf(program), program.log)
    const following = new AbortController()
    return {
      log: program.log,
      serve: server.serve,
      ask: request => requests.ask(request),
      followKeys(listener) {
        const follow = async () => {
          for await (const _ of program.settings.watch(following.signal)) {
            listener(boundKeys(program.settings.value('keyboard.bindings')))
          }
        }
        void follow().catch(error => program.log.error({ error }, 'the menus cannot follow the keys any more'))
      },
      lowerLevels: reason => program.connections.lowerLevels(reason),
      async close() {
        following.abort()
        server.close()
        await program.close()
      },
    }
  },
})

/** Chromium has options of its own, which are not ours to judge. */
function settingsOfStart(): SettingValues {
  const { values } = parseArgs({
    args: process.argv.slice(1),
    strict: false,
    options: { setting: { type: 'string', multiple: true } },
  })
  const read = readSettingArguments((values.setting ?? []).map(String))
  if (typeof read === 'string') throw new StartFailure(`--setting: ${read}`)
  return read
}
