import { readdir, readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'

/** The files of the built page by the path they are asked for, for example `/assets/main-1a2b3c4d.js`. */
export type PageFiles = ReadonlyMap<string, PageFile>

export interface PageFile {
  readonly content: Buffer
  readonly type: string
  /** The name holds a hash of the content, so the answer may be kept for good. */
  readonly hashed: boolean
}

const PAGE_FILE = '/index.html'

/**
 * Reads the built page once. A running program goes on serving the page that it started with, also while the next one is
 * built; and answering means looking a path up in memory, so a path that leads out of the folder is simply not there.
 */
export async function readPageFiles(folder: string): Promise<PageFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = new Map<string, PageFile>()
  for (const entry of entries) {
    const type = TYPES[extname(entry.name)]
    if (!entry.isFile() || type === undefined) continue
    const file = join(entry.parentPath, entry.name)
    const path = `/${file.slice(folder.length).split(sep).filter(Boolean).join('/')}`
    files.set(path, { content: await readFile(file), type, hashed: path.startsWith('/assets/') })
  }
  if (!files.has(PAGE_FILE)) throw new Error(`There is no built page in ${folder}: index.html is missing.`)
  return files
}

/** The file for a path; a path that names no kind of file is a place inside the page and gets the page itself. */
export function findPageFile(files: PageFiles, path: string): PageFile | undefined {
  return files.get(path) ?? (isPlaceInPage(path) ? files.get(PAGE_FILE) : undefined)
}

function isPlaceInPage(path: string): boolean {
  return path.startsWith('/') && !path.startsWith('/assets/') && TYPES[extname(path).toLowerCase()] === undefined
}

const TYPES: Readonly<Record<string, string | undefined>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}
