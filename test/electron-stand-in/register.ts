/** Loaded with `--import` before the app's Electron entry: lets `electron` be the stand-in, its windows pages of Chromium. */
import { registerHooks } from 'node:module'

const STAND_IN = new URL('electron.ts', import.meta.url).href

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: STAND_IN, shortCircuit: true } : next(specifier, context),
})

const { app } = await import('./electron.ts')
const { showWindowsInChromium } = await import('./page-window.ts')
const { DELTADESK_STAND_IN_CHROMIUM: chromium = '', DELTADESK_STAND_IN_PROFILE: profile = '' } = process.env
await showWindowsInChromium(chromium, profile, Number(process.env.DELTADESK_STAND_IN_PORT))

void app.ended.promise.then(code => {
  process.exitCode = code
})
