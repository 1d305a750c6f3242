import type { Chapter, SampleStory } from './sample-story.ts'

const INGEST = 'ingest'
const ANALYTICS = 'analytics'
const OPERATIONS = 'operations'

const COUNTRIES = ['BR', 'DE', 'FR', 'JP', 'US'] as const

/** Tells the next commit of a table. */
export type Tell = (story: SampleStory) => Chapter

export const create: Tell = story => ({
  operation: 'CREATE TABLE',
  parameters: { partitionBy: '["country"]', clusterBy: '[]', description: '', isManaged: 'true', properties: '{}' },
  committer: OPERATIONS,
  isBlindAppend: true,
  actions: story.create(),
})

export const append: Tell = story => ({
  operation: 'WRITE',
  parameters: { mode: 'Append', partitionBy: '["country"]' },
  committer: INGEST,
  isBlindAppend: true,
  actions: story.append(story.random.sample(COUNTRIES, story.random.between(3, 5)), [180_000, 900_000]),
})

export const stream: Tell = story => {
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

export const merge: Tell = story => {
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

export const update: Tell = story => ({
  operation: 'UPDATE',
  parameters: { predicate: `["(status = 'pending')"]` },
  committer: ANALYTICS,
  actions: story.rewrite(story.random.sample(story.files, story.random.between(1, 3)), 0, true),
})

export const remove: Tell = story => {
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

export const optimize: Tell = story => {
  const countries = COUNTRIES.filter(country => story.files.filter(file => file.country === country).length > 1)
  return {
    operation: 'OPTIMIZE',
    parameters: { predicate: '[]', zOrderBy: '[]', clusterBy: '[]', auto: 'false' },
    committer: OPERATIONS,
    actions: story.random.sample(countries, 2).flatMap(country => story.compact(country)),
  }
}

export const addColumn: Tell = story => ({
  operation: 'ADD COLUMNS',
  parameters: {
    columns: '[{"column":{"name":"discount","type":"decimal(5,2)","nullable":true,"metadata":{}}}]',
  },
  committer: OPERATIONS,
  actions: story.addDiscount(),
})

export const retain: Tell = story => ({
  operation: 'SET TBLPROPERTIES',
  parameters: { properties: '{"delta.logRetentionDuration":"interval 60 days"}' },
  committer: OPERATIONS,
  actions: story.configure({ 'delta.logRetentionDuration': 'interval 60 days' }),
})

export const enableDeletionVectors: Tell = story => ({
  operation: 'SET TBLPROPERTIES',
  parameters: { properties: '{"delta.enableDeletionVectors":"true"}' },
  committer: OPERATIONS,
  actions: story.enableDeletionVectors(),
})

export const vacuumStart: Tell = () => ({
  operation: 'VACUUM START',
  parameters: { retentionCheckEnabled: 'true', defaultRetentionMillis: '604800000' },
  committer: OPERATIONS,
  actions: [],
})

export const vacuumEnd: Tell = () => ({
  operation: 'VACUUM END',
  parameters: { status: 'COMPLETED' },
  committer: OPERATIONS,
  actions: [],
})

/** Five small files at once, as a job without a shuffle leaves them. */
export const trickle: Tell = story => ({
  operation: 'WRITE',
  parameters: { mode: 'Append', partitionBy: '["country"]' },
  committer: INGEST,
  isBlindAppend: true,
  actions: story.append(COUNTRIES, [40, 900]),
})

export const optimizeAll: Tell = story => ({
  operation: 'OPTIMIZE',
  parameters: { predicate: '[]', zOrderBy: '[]', clusterBy: '[]', auto: 'false' },
  committer: OPERATIONS,
  actions: COUNTRIES.filter(country => story.files.filter(file => file.country === country).length > 1).flatMap(
    country => story.compact(country),
  ),
})

/** A second query that writes into the same table, with versions of its own. */
export const otherStream: Tell = story => {
  const { appId, version } = story.otherBatch()
  return {
    operation: 'STREAMING UPDATE',
    parameters: { outputMode: 'Append', queryId: appId, epochId: String(version) },
    committer: ANALYTICS,
    isBlindAppend: true,
    actions: [
      { kind: 'txn', appId, version, lastUpdated: BigInt(story.timeMs) },
      ...story.append([story.random.pick(COUNTRIES)], [200, 9_000]),
    ],
  }
}

export const mapColumns: Tell = story => ({
  operation: 'SET TBLPROPERTIES',
  parameters: { properties: '{"delta.columnMapping.mode":"name"}' },
  committer: OPERATIONS,
  actions: story.mapColumns(),
})

export const renameCustomer: Tell = story => rename(story, 'customer_id', 'buyer_id')
export const renameStatus: Tell = story => rename(story, 'status', 'state')

export const describeAmount: Tell = story => ({
  operation: 'CHANGE COLUMN',
  parameters: { column: '{"name":"amount","type":"decimal(10,2)","nullable":true,"metadata":{}}' },
  committer: ANALYTICS,
  actions: story.describe('amount', 'In euros, taxes included'),
})

function rename(story: SampleStory, from: string, to: string): Chapter {
  return {
    operation: 'RENAME COLUMN',
    parameters: { oldColumnPath: from, newColumnPath: to },
    committer: OPERATIONS,
    actions: story.rename(from, to),
  }
}
