import type { App } from '../src/main/app.ts'
import { openProgram, type ProgramOptions } from '../src/main/program.ts'

/** The log of the start connection of a program of its own, which is closed with it. */
export async function openApp(options: ProgramOptions): Promise<App> {
  const program = await openProgram(options)
  const { startApp, close } = program
  return Object.create(startApp, { close: { value: close } })
}
