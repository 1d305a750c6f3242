import { type Chapter, type SampleCommit, SampleStory } from './sample-story.ts'

const INGEST = 'ingest'
const ANALYTICS = 'analytics'
const OPERATIONS = 'operations'

const COUNTRIES = ['BR', 'DE', 'FR', 'JP', 'US'] as const

type Tell = (story: SampleStory) => Chapter

/**
 * The life of a table of orders: appends, a stream, merges, updates, compactions, a new column, new properties and, from
 * some day on, deletion vectors. The same seed gives the same commits, byte for byte.
 */
export function sampleCommits(seed: number): SampleCommit[] {
  const story = new SampleStory(seed)
  return CHAPTERS.map(chapter => story.tell(chapter))
}

const create: Tell = story => ({
  operation: 'CREATE TABLE',
  parameters: { partitionBy: '["country"]', clusterBy: '[]', description: '', isManaged: 'true', properties: '{}' },
  committer: OPERATIONS,
  isBlindAppend: true,
  actions: story.create(),
})

const append: Tell = story => ({
  operation: 'WRITE',
  parameters: { mode: 'Append', partitionBy: '["country"]' },
  committer: INGEST,
  isBlindAppend: true,
  actions: story.append(story.random.sample(COUNTRIES, story.random.between(3, 5)), [180_000, 900_000]),
})

const stream: Tell = story => {
  const version = BigInt(story.streamBatch++)
  return {
    operation: 'STREAMING UPDATE',
    parameters: { outputMode: 'Append', queryId: story.streamId, epochId: String(version) },
    committer: INGEST,
    isBlindAppend: true,
    actions: [
      { kind: 'txn', appId: story.streamId, version, lastUpdated: BigInt(story.timeMs) },
      ...story.append(story.random.sample(COUNTRIES, story.random.between(1, 3)), [4_000, 60_000]),
    ],
  }
}

const merge: Tell = story => {
  const touched = story.random.sample(story.files, 2)
  const rewritten = story.rewrite(touched, story.random.between(1_000, 9_000), true)
  return {
    operation: 'MERGE',
    parameters: {
      predicate: '["(target.order_id = source.order_id)"]',
      matchedPredicates: '[{"actionType":"update"}]',
      notMatchedPredicates: '[{"actionType":"insert"}]',
      notMatchedBySourcePredicates: '[]',
    },
    committer: INGEST,
    actions: [...rewritten, ...story.append([story.random.pick(COUNTRIES)], [2_000, 12_000])],
  }
}

const update: Tell = story => ({
  operation: 'UPDATE',
  parameters: { predicate: `["(status = 'pending')"]` },
  committer: ANALYTICS,
  actions: story.rewrite(story.random.sample(story.files, story.random.between(1, 3)), 0, true),
})

const remove: Tell = story => {
  const country = story.random.pick(COUNTRIES)
  const files = story.files.filter(file => file.country === country)
  const touched = files.length > 0 ? story.random.sample(files, 3) : story.random.sample(story.files, 1)
  return {
    operation: 'DELETE',
    parameters: { predicate: `["((country = '${touched[0]?.country}') AND (status = 'cancelled'))"]` },
    committer: ANALYTICS,
    actions: story.hide(touched, [40, 2_400]),
  }
}

const optimize: Tell = story => {
  const countries = COUNTRIES.filter(country => story.files.filter(file => file.country === country).length > 1)
  return {
    operation: 'OPTIMIZE',
    parameters: { predicate: '[]', zOrderBy: '[]', clusterBy: '[]', auto: 'false' },
    committer: OPERATIONS,
    actions: story.random.sample(countries, 2).flatMap(country => story.compact(country)),
  }
}

const addColumn: Tell = story => ({
  operation: 'ADD COLUMNS',
  parameters: {
    columns: '[{"column":{"name":"discount","type":"decimal(5,2)","nullable":true,"metadata":{}}}]',
  },
  committer: OPERATIONS,
  actions: story.addDiscount(),
})

const retain: Tell = story => ({
  operation: 'SET TBLPROPERTIES',
  parameters: { properties: '{"delta.logRetentionDuration":"interval 60 days"}' },
  committer: OPERATIONS,
  actions: story.configure({ 'delta.logRetentionDuration': 'interval 60 days' }),
})

const enableDeletionVectors: Tell = story => ({
  operation: 'SET TBLPROPERTIES',
  parameters: { properties: '{"delta.enableDeletionVectors":"true"}' },
  committer: OPERATIONS,
  actions: story.enableDeletionVectors(),
})

const vacuumStart: Tell = () => ({
  operation: 'VACUUM START',
  parameters: { retentionCheckEnabled: 'true', defaultRetentionMillis: '604800000' },
  committer: OPERATIONS,
  actions: [],
})

const vacuumEnd: Tell = () => ({
  operation: 'VACUUM END',
  parameters: { status: 'COMPLETED' },
  committer: OPERATIONS,
  actions: [],
})

// biome-ignore format: a page of a diary
const CHAPTERS: readonly Tell[] = [
  create, append, append, append, stream, stream, stream, merge, stream, optimize,
  append, stream, update, addColumn, append, stream, merge, stream, retain, append,
  optimize, vacuumStart, vacuumEnd, stream, merge, enableDeletionVectors, remove, append, stream, remove,
  update, stream, merge, optimize, append, stream, remove, stream, append, optimize,
]
