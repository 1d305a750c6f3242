import { z } from 'zod'

/** The sample tables, each with something to see. */
export const SAMPLE_STORIES = ['orders', 'evolution', 'streams', 'small-files', 'upgrade', 'mirror'] as const
export const sampleStorySchema = z.enum(SAMPLE_STORIES)
export type SampleStoryName = z.infer<typeof sampleStorySchema>

/** What there is to see in a sample. */
export const SAMPLE_SIGHTS = {
  orders: 'a long, healthy history of forty versions',
  evolution: 'a schema that evolves: new columns, column mapping, renames',
  streams: 'two streaming queries with transaction versions of their own',
  'small-files': 'many small files, and what compaction makes of them',
  upgrade: 'a protocol upgrade, and rows deleted by deletion vectors',
  mirror: 'a mirror that somebody else has written into',
} as const satisfies Record<SampleStoryName, string>
