import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

// Loaded before a program: ends it without warning before or after its n-th call that changes files of a `_delta_log`.
const killAt = Number(process.env.KILL_AT_FILE_CALL)
let points = 0

function point(): void {
  if (++points === killAt) process.kill(process.pid, 'SIGKILL')
}

function killing<A extends unknown[], R>(call: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
  return async (...args) => {
    if (!String(args[0]).includes('_delta_log')) return call(...args)
    point()
    const result = await call(...args)
    point()
    return result
  }
}

const calls = fs.promises
calls.open = killing(calls.open)
calls.link = killing(calls.link)
calls.unlink = killing(calls.unlink)
calls.mkdir = killing(calls.mkdir) as typeof calls.mkdir
calls.rename = killing(calls.rename)
syncBuiltinESMExports()
