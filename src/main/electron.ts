import { join } from 'node:path'
import { createRouter } from './api.ts'
import { openApp } from './app.ts'
import { describeStartProblem } from './describe-start-problem.ts'
import { runElectron } from './host/electron/run-electron.ts'
import { createPipeServer } from './host/serve-pipe.ts'
import { dataFolder } from './settings/data-folder.ts'

const folder = dataFolder()

// Not awaited: Electron becomes ready only after this module has been read to its end.
void runElectron({
  profileFolder: join(folder, 'electron'),
  pageFolder: join(import.meta.dirname, '..', 'renderer'),
  preloadFile: join(import.meta.dirname, '..', 'preload', 'preload.cjs'),
  describeProblem: describeStartProblem,
  async openDesk() {
    const app = await openApp({ host: 'electron', folder })
    const server = createPipeServer(createRouter(app), app.log)
    return {
      log: app.log,
      serve: server.serve,
      async close() {
        server.close()
        await app.close()
      },
    }
  },
})
