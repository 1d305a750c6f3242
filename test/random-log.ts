import type { Action } from '../src/shared/delta/actions.ts'
import { parseAction } from '../src/shared/delta/parse-action.ts'
import { applyCommit, emptySnapshot, type LiveFile, type Snapshot } from '../src/shared/delta/snapshot.ts'
import { seededRandom } from '../src/shared/seeded-random.ts'

/** A log made by chance, with the state after each version as the protocol has it. */
export interface RandomLog {
  readonly commits: readonly (readonly string[])[]
  readonly snapshots: readonly Snapshot[]
}

const SCHEMA = {
  type: 'struct',
  fields: ['id', 'dt', 'note'].map(name => ({
    name,
    type: name === 'id' ? 'long' : 'string',
    nullable: true,
    metadata: {},
  })),
}

const FIRST = [
  { commitInfo: { timestamp: 1, operation: 'CREATE TABLE', operationParameters: {} } },
  {
    protocol: {
      minReaderVersion: 3,
      minWriterVersion: 7,
      readerFeatures: ['deletionVectors'],
      writerFeatures: ['deletionVectors'],
    },
  },
  {
    metaData: {
      id: '5f1c7d0e-3c4f-4f8e-9a53-0b8c2d6f7a11',
      format: { provider: 'parquet', options: {} },
      schemaString: JSON.stringify(SCHEMA),
      partitionColumns: ['dt'],
      configuration: {},
      createdTime: 1,
    },
  },
]

/**
 * Files that come, go, come back, are described anew and get deletion vectors, in a few partitions, some without
 * statistics; the same seed gives the same log.
 */
export function randomLog(seed: number, versions: number): RandomLog {
  const random = seededRandom(seed)
  const commits: string[][] = [FIRST.map(line => JSON.stringify(line))]
  const snapshots = [applyCommit(emptySnapshot(), 0n, commits[0]?.flatMap(actionOf) ?? [])]
  let made = 0
  const gone: string[] = []
  for (let version = 1; version < versions; version++) {
    const before = snapshots.at(-1) ?? emptySnapshot()
    const live = [...before.files.values()].map(({ add }) => add)
    const lines: object[] = [
      {
        commitInfo: {
          timestamp: version,
          operation: random.pick(['WRITE', 'DELETE', 'OPTIMIZE']),
          operationParameters: {},
        },
      },
    ]
    const touched = random.sample(live, random.between(0, Math.min(4, live.length)))
    for (const add of touched) {
      const what = random.between(0, 3)
      if (what < 2) gone.push(add.path)
      if (what < 3) lines.push({ remove: removeOf(add) })
      if (what === 2)
        lines.push({ add: { ...addOf(random, add.path, add.partitionValues.get('dt')), ...vector(random) } })
      if (what === 3)
        lines.push({ add: { ...addOf(random, add.path, add.partitionValues.get('dt')), ...sameVector(add) } })
    }
    const back = gone.filter(path => !live.some(add => add.path === path))
    for (const path of random.sample([...new Set(back)], random.between(0, 1))) {
      if (!touched.some(add => add.path === path)) lines.push({ add: addOf(random, path, '2026-11-01') })
    }
    for (let count = random.between(0, 5); count > 0; count--) {
      const dt = random.pick(['2026-11-01', '2026-11-02', null, '2026-11-03'])
      lines.push({ add: addOf(random, `dt=${dt ?? '__HIVE_DEFAULT_PARTITION__'}/part-${made++}.parquet`, dt) })
    }
    const texts = lines.map(line => JSON.stringify(line))
    commits.push(texts)
    snapshots.push(applyCommit(before, BigInt(version), texts.flatMap(actionOf)))
  }
  return { commits, snapshots }
}

type Random = ReturnType<typeof seededRandom>
type Add = LiveFile['add']

function addOf(random: Random, path: string, dt: string | null | undefined): object {
  const low = random.between(0, 1_000)
  const stats = { numRecords: 100, minValues: { id: low }, maxValues: { id: low + 50 }, nullCount: { id: 0 } }
  return {
    path,
    partitionValues: { dt: dt ?? null },
    size: random.between(0, 5_000),
    modificationTime: random.between(1, 1_000_000),
    dataChange: true,
    ...(random.between(0, 4) === 0 ? {} : { stats: JSON.stringify(stats) }),
  }
}

function removeOf(add: Add): object {
  const { deletionVector: dv } = add
  return {
    path: add.path,
    deletionTimestamp: 2,
    dataChange: true,
    extendedFileMetadata: true,
    partitionValues: Object.fromEntries(add.partitionValues),
    size: Number(add.size),
    ...sameVector({ deletionVector: dv }),
  }
}

function vector(random: Random): object {
  const pathOrInlineDv = `ab^-aqEH.-t@S}K{vb[*k^${random.between(0, 1_000_000)}`
  return {
    stats: '{"numRecords":100}',
    deletionVector: {
      storageType: 'u',
      pathOrInlineDv,
      offset: 4,
      sizeInBytes: 40,
      cardinality: random.between(1, 90),
    },
  }
}

function sameVector({ deletionVector: dv }: Pick<Add, 'deletionVector'>): object {
  return dv ? { stats: '{"numRecords":100}', deletionVector: { ...dv, cardinality: Number(dv.cardinality) } } : {}
}

function actionOf(line: string): Action[] {
  const parsed = parseAction(line, 0)
  if (parsed.kind === 'invalid') throw new Error(`a random line is no action: ${line}`)
  return [parsed.value.action]
}
