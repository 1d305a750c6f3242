import { type ChildProcess, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Browser, BrowserContext, Page } from '@playwright/test'
import { temporaryHome } from './home.ts'

/** A running app, reached as its user reaches it. */
export interface RunningHost {
  readonly origin: string
  /** A page that is let in; where there is one window, always the same. */
  newPage(browser: Browser): Promise<Page>
  readonly windows: 'one' | 'many'
  /** The folder of its settings and of its built-in server. */
  readonly home: string
  /** What it has printed; with the folder and the process all that a run leaves behind. */
  output(): string
  readonly pid: number | undefined
  /** Every place outside of this machine that its processes tried to reach, or let reach them. */
  strangers(): Promise<string[]>
  stop(): Promise<void>
}

export interface LoopbackHost extends RunningHost {
  /** The address as it is printed: good for one page. */
  readonly address: string
}

const START_LIMIT_MS = 90_000
const STOP_LIMIT_MS = 30_000
const VIEWPORT = { width: 1280, height: 800 }

/** Starts the app by the command of the README, in the browser, with an empty home of its own. */
export async function startLoopback(): Promise<LoopbackHost> {
  const home = await temporaryHome()
  const networkLog = join(home.folder, 'network.jsonl')
  const child = spawn(process.execPath, ['scripts/start.ts', '--loopback'], {
    env: {
      ...process.env,
      DELTADESK_HOME: home.folder,
      DISPLAY: '',
      DELTADESK_NETWORK_LOG: networkLog,
      NODE_OPTIONS: `--import ${new URL('../test/watch-process.ts', import.meta.url).href} ${reportsTo(home.folder)}`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: string[] = []
  const address = await announcedAddress(child, said)
  const origin = new URL(address).origin
  let token: Promise<string> | undefined
  let context: BrowserContext | undefined
  return {
    address,
    home: home.folder,
    origin,
    windows: 'many',
    pid: child.pid,
    output: () => said.join('\n'),
    strangers: async () => strangersOf(await readFile(networkLog, 'utf8')),
    async newPage(browser) {
      // The one-time code is good for one exchange; every page of the run shares what it gave.
      token ??= exchangeCode(address, origin)
      if (context === undefined) {
        const opened = await browser.newContext({ viewport: VIEWPORT })
        await opened.addInitScript(value => localStorage.setItem('deltadesk.token', value), await token)
        opened.once('close', () => {
          context = undefined
        })
        context = opened
      }
      return context.newPage()
    },
    async stop() {
      // A page that outlives its app stands in front of those of others, which are not painted then.
      await context?.close()
      await ended(child)
      await home.remove()
    },
  }
}

/** Its node processes write what Node writes of a crash when they are sent SIGUSR2. */
function reportsTo(folder: string): string {
  return `--report-on-signal --report-directory=${folder}`
}

const OWN = /^(127\.\d+\.\d+\.\d+|::1|localhost|\/.*)$/

/** The program has watched itself: it listens at least, so that an empty list of strangers means something. */
function strangersOf(log: string): string[] {
  const seen = log
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  if (!seen.some(({ kind }) => kind === 'listen')) throw new Error('the network of the app was not watched')
  return seen
    .filter(({ place }) => place !== undefined && !OWN.test(place))
    .map(({ kind, place }) => `${kind} ${place}`)
}

async function exchangeCode(address: string, origin: string): Promise<string> {
  const code = new URLSearchParams(new URL(address).hash.slice(1)).get('code')
  const response = await fetch(`${origin}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ code }),
  })
  const { token } = Object(await response.json())
  if (typeof token !== 'string') throw new Error(`the session was refused: ${response.status}`)
  return token
}

function announcedAddress(child: ChildProcess, said: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`no address within ${START_LIMIT_MS} ms; the app said:\n${said.join('\n')}`))
    }, START_LIMIT_MS)
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue
      createInterface({ input: stream }).on('line', line => {
        said.push(line)
        const address = /^Deltadesk is at (\S+)$/.exec(line)?.[1]
        if (!address) return
        clearTimeout(timer)
        resolve(address)
      })
    }
    child.once('exit', code => {
      clearTimeout(timer)
      reject(new Error(`the app ended with ${code}; it said:\n${said.join('\n')}`))
    })
  })
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve()
  return new Promise(resolve => {
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
    child.once('exit', () => {
      clearTimeout(timer)
      resolve()
    })
    child.kill('SIGTERM')
  })
}
