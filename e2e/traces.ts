import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import type { App } from './app.ts'
import type { RunningHost } from './hosts.ts'

/** Something that others than the program can read, and where it was found. */
export interface Trace {
  readonly where: string
  readonly text: string
}

/**
 * Everything that a run of the app shows or leaves: the words and the environment of each of its processes, what Node writes
 * of a crash, its data folder with logs, tasks and started programs, what it printed, what the page keeps, the export of the
 * activity, and the diagnostics that a person is asked to pass on.
 */
export async function tracesOf(host: RunningHost, app: App): Promise<Trace[]> {
  const processes = process.platform === 'linux' && host.pid !== undefined ? await processesOf(host.pid, host.home) : []
  const crashing = processes.filter(({ isNode }) => isNode)
  for (const { pid } of crashing) process.kill(pid, 'SIGUSR2')
  await expect.poll(() => reportsIn(host.home)).toBeGreaterThanOrEqual(crashing.length)
  return [
    ...processes.flatMap(({ pid, words, environment }) => [
      { where: `words of ${pid}`, text: words },
      { where: `environment of ${pid}`, text: environment },
    ]),
    { where: 'output', text: host.output() },
    { where: 'page', text: await keptByPage(app) },
    { where: 'export', text: await exported(app) },
    { where: 'diagnostics', text: await diagnostics(app) },
    ...(await filesIn(host.home)),
  ]
}

async function processesOf(root: number, home: string) {
  const all = (await readdir('/proc')).filter(name => /^\d+$/.test(name)).map(Number)
  const read = (pid: number, name: string) => readFile(join('/proc', String(pid), name), 'utf8').catch(() => '')
  const known = await Promise.all(
    all.map(async pid => {
      const parent = Number(/^\d+ \(.*\) \S (\d+)/s.exec(await read(pid, 'stat'))?.[1] ?? 0)
      const words = await read(pid, 'cmdline')
      const isNode = /^\S*node\0/.test(words)
      return { pid, parent, words, isNode, environment: await read(pid, 'environ') }
    }),
  )
  const ours = new Set([root])
  for (let before = 0; before < ours.size; ) {
    before = ours.size
    for (const { pid, parent, words } of known) if (ours.has(parent) || words.includes(home)) ours.add(pid)
  }
  return known.filter(({ pid }) => ours.has(pid))
}

async function reportsIn(home: string): Promise<number> {
  return (await readdir(home)).filter(name => /^report\..*\.json$/.test(name)).length
}

function keptByPage({ page }: App): Promise<string> {
  return page.evaluate(async () => {
    const databases = await indexedDB.databases()
    return JSON.stringify([
      localStorage,
      sessionStorage,
      document.cookie,
      databases,
      document.documentElement.outerHTML,
    ])
  })
}

async function exported({ page, screen }: App): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    screen.getByRole('button', { name: 'Export' }).click(),
  ])
  return readFile(await download.path(), 'utf8')
}

async function diagnostics(app: App): Promise<string> {
  await app.open('/settings')
  await app.page.getByRole('button', { name: 'Show what there is' }).click()
  await expect(app.page.getByLabel('Program, to read')).toHaveValue(/Deltadesk: \d/)
  const parts = await app.page.getByRole('main').getByRole('textbox').all()
  return (await Promise.all(parts.map(part => part.inputValue()))).join('\n')
}

/** The files of a server that runs may go while they are looked at. */
async function filesIn(folder: string): Promise<Trace[]> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter(file => file.isFile())
  const paths = files.map(file => join(file.parentPath, file.name))
  return Promise.all(paths.map(async path => ({ where: path, text: await readFile(path, 'latin1').catch(() => '') })))
}
