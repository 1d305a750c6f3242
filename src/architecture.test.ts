import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const SRC = dirname(fileURLToPath(import.meta.url))

/** Who may import whom. The longest matching folder wins; `packages` are the only bare imports allowed there. */
interface Layer {
  readonly folder: string
  readonly folders: readonly string[]
  readonly packages: readonly (string | RegExp)[]
}

const NODE = /^node:/

const LAYERS: readonly Layer[] = [
  { folder: 'shared/', folders: ['shared/'], packages: [] },
  { folder: 'shared/contract/', folders: ['shared/'], packages: ['@orpc/contract', 'zod'] },
  { folder: 'main/', folders: ['main/', 'shared/', '../package.json'], packages: [NODE, /^@orpc\//, 'pino', 'zod'] },
  {
    folder: 'main/postgres/',
    folders: ['main/postgres/', 'main/copy/', 'shared/'],
    packages: [NODE, 'pg', 'pg-copy-streams', 'cockatiel'],
  },
  { folder: 'main/copy/', folders: ['main/copy/', 'shared/'], packages: [NODE, 'pg', 'pg-copy-streams'] },
  {
    folder: 'main/copy-runs/',
    folders: ['main/copy-runs/', 'main/copy/', 'main/postgres/', 'shared/'],
    packages: [NODE],
  },
  {
    folder: 'main/log/',
    folders: ['main/log/', 'main/threads/', 'main/postgres/', 'main/copy/', 'shared/'],
    packages: [NODE],
  },
  { folder: 'main/inspect/', folders: ['main/inspect/', 'main/postgres/', 'shared/'], packages: [NODE] },
  { folder: 'main/object-store/', folders: ['main/object-store/', 'shared/'], packages: [NODE] },
  {
    folder: 'main/object-store/s3/',
    folders: ['main/object-store/', 'shared/'],
    packages: [NODE, '@aws-sdk/client-s3'],
  },
  {
    folder: 'main/delta-log/',
    folders: ['main/delta-log/', 'main/object-store/', 'shared/'],
    packages: [NODE, /^hyparquet/],
  },
  {
    folder: 'main/replay/',
    folders: [
      'main/replay/',
      'main/log/',
      'main/delta-log/',
      'main/object-store/',
      'main/postgres/',
      'main/copy/',
      'main/tasks/',
      'main/threads/',
      'shared/',
    ],
    packages: [NODE],
  },
  { folder: 'main/drafts/', folders: ['main/drafts/', 'shared/'], packages: [NODE] },
  { folder: 'main/activity/', folders: ['main/activity/', 'shared/'], packages: [NODE] },
  {
    folder: 'main/mirror/',
    folders: ['main/mirror/', 'main/delta-log/', 'main/object-store/', 'main/postgres/', 'shared/'],
    packages: [NODE, 'cockatiel'],
  },
  {
    folder: 'main/mirror/checkpoint/',
    folders: [
      'main/mirror/checkpoint/',
      'main/delta-log/',
      'main/object-store/',
      'main/postgres/',
      'main/threads/',
      'shared/',
    ],
    packages: [NODE, /^hyparquet/],
  },
  {
    folder: 'main/simulation/',
    folders: ['main/simulation/', 'main/log/', 'main/postgres/', 'main/copy-runs/news.ts', 'shared/'],
    packages: [NODE, 'zod'],
  },
  {
    folder: 'main/connections/',
    folders: ['main/connections/', 'main/postgres/', 'shared/'],
    packages: [NODE, 'zod'],
  },
  {
    folder: 'main/tunnel/',
    folders: ['main/tunnel/', 'main/postgres/tunnel-failure.ts'],
    packages: [NODE, 'ssh2', 'ssh-config'],
  },
  { folder: 'main/threads/', folders: ['main/threads/'], packages: [NODE] },
  { folder: 'main/tasks/', folders: ['main/tasks/', 'shared/'], packages: [NODE, 'zod'] },
  {
    folder: 'main/settings/',
    folders: ['main/settings/', 'main/connections/waiters.ts', 'shared/'],
    packages: [NODE, 'zod'],
  },
  { folder: 'main/host/', folders: ['main/host/', 'shared/'], packages: [NODE, /^@orpc\//] },
  {
    folder: 'main/host/loopback/',
    folders: ['main/host/', 'shared/'],
    packages: [NODE, 'ws'],
  },
  {
    folder: 'main/host/electron/',
    folders: ['main/host/', 'shared/'],
    packages: [NODE, 'electron'],
  },
  { folder: 'preload/', folders: [], packages: ['electron'] },
  {
    folder: 'renderer/',
    folders: ['renderer/', 'shared/'],
    packages: [/^(?!node:|electron$|pg$|pg-|ws$|@orpc\/server|hyparquet)/],
  },
  {
    folder: 'renderer/ui/',
    folders: ['renderer/ui/'],
    packages: [
      /^react/,
      /^@mantine\//,
      /^@tabler\//,
      /^@tanstack\//,
      /^@codemirror\//,
      /^@lezer\//,
      'uplot',
      /^d3-/,
      'get-nonce',
    ],
  },
]

/** Statements in Spark's dialect are shown to people and never reach a database. */
const SPARK_SQL: ReadonlySet<string> = new Set(['shared/delta/schema-ddl.ts', 'shared/history/copy-as.ts'])

const FILE_LINES_MAX = 300

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map(name => name.split(sep).join('/'))
  .filter(name => /\.tsx?$/.test(name) && !/\.(test|conformance)\.tsx?$/.test(name) && name.includes('/'))

const sources = new Map(files.map(name => [name, readFileSync(join(SRC, name), 'utf8')]))

function layerOf(file: string): Layer | undefined {
  return LAYERS.filter(({ folder }) => file.startsWith(folder)).sort((a, b) => b.folder.length - a.folder.length)[0]
}

function importsOf(source: string): string[] {
  const found = source.matchAll(
    /(?:^|\s)(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|^import\s+['"]([^'"]+)['"]/gm,
  )
  return [...found].map(match => match[1] ?? match[2] ?? match[3] ?? '')
}

function arrowProblem(file: string, specifier: string): string | undefined {
  const layer = layerOf(file)
  if (!layer) return `${file}: its folder has no layer`
  if (specifier.startsWith('.')) {
    const target = relative(SRC, resolve(SRC, dirname(file), specifier))
      .split(sep)
      .join('/')
    const feature = /^renderer\/features\/([^/]+)\//
    const [own, other] = [feature.exec(file)?.[1], feature.exec(target)?.[1]]
    if (own && other && own !== other) return `${file} → ${target}: features never import each other`
    return layer.folders.some(folder => target.startsWith(folder)) ? undefined : `${file} → ${target}`
  }
  const allowed = layer.packages.some(rule =>
    typeof rule === 'string' ? specifier === rule || specifier.startsWith(`${rule}/`) : rule.test(specifier),
  )
  return allowed ? undefined : `${file} → ${specifier}`
}

describe('architecture', () => {
  test('imports follow the arrows renderer → shared ← main', () => {
    const problems = files.flatMap(file =>
      importsOf(sources.get(file) ?? '').flatMap(specifier => arrowProblem(file, specifier) ?? []),
    )
    expect(problems).toEqual([])
  })

  test('a forbidden arrow is seen', () => {
    expect(arrowProblem('shared/delta/x.ts', 'node:fs')).toBeDefined()
    expect(arrowProblem('shared/delta/x.ts', '../../main/app.ts')).toBeDefined()
    expect(arrowProblem('main/log/x.ts', '../host/loopback/server.ts')).toBeDefined()
    expect(arrowProblem('main/log/x.ts', 'pg')).toBeDefined()
    expect(arrowProblem('main/app.ts', 'electron')).toBeDefined()
    expect(arrowProblem('renderer/app/x.tsx', '../../main/app.ts')).toBeDefined()
    expect(arrowProblem('renderer/features/a/x.tsx', '../b/y.tsx')).toBeDefined()
    expect(arrowProblem('renderer/ui/x.tsx', '../../shared/delta/actions.ts')).toBeDefined()
    expect(arrowProblem('renderer/features/a/x.tsx', '../../api/queries.ts')).toBeUndefined()
  })

  test('[S4] the judge knows the rules of Delta and nothing of the writer', () => {
    const judge = files.filter(file => file.startsWith('shared/simulation/'))
    const foreign = judge.flatMap(file =>
      importsOf(sources.get(file) ?? '').filter(specifier => !/^\.\/|^\.\.\/delta\//.test(specifier)),
    )
    expect(judge.length).toBeGreaterThan(0)
    expect(foreign).toEqual([])
  })

  test('SQL stands only under main/postgres', () => {
    const sql =
      /['"`]\s*(select\s[^'"`]*\sfrom|insert\s+into|update\s+\w+\s+set|delete\s+from|create\s+(table|schema|index)\s)/i
    const problems = files.filter(
      file =>
        !file.startsWith('main/postgres/') &&
        !file.startsWith('main/copy/') &&
        !SPARK_SQL.has(file) &&
        sql.test(sources.get(file) ?? ''),
    )
    expect(problems).toEqual([])
  })

  test('files stay small and free of leftovers', () => {
    const problems = files.flatMap(file => {
      const source = sources.get(file) ?? ''
      const lines = source.split('\n').length
      return [
        lines > FILE_LINES_MAX ? [`${file}: ${lines} lines`] : [],
        /\b(TODO|FIXME|XXX)\b/.test(source) ? [`${file}: leftover mark`] : [],
        /:\s*any\b|\bas any\b|@ts-ignore|@ts-expect-error/.test(source) ? [`${file}: any or a silenced error`] : [],
      ].flat()
    })
    expect(problems).toEqual([])
  })
})
