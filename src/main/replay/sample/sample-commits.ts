import type { SampleStoryName } from '../../../shared/contract/sample-stories.ts'
import {
  addColumn,
  append,
  create,
  describeAmount,
  enableDeletionVectors,
  mapColumns,
  merge,
  optimize,
  optimizeAll,
  otherStream,
  remove,
  renameCustomer,
  renameStatus,
  retain,
  stream,
  type Tell,
  trickle,
  update,
  vacuumEnd,
  vacuumStart,
} from './sample-chapters.ts'
import { type SampleCommit, SampleStory } from './sample-story.ts'

/** The life of one table of orders. The same seed gives the same commits, byte for byte. */
export function sampleCommits(seed: number, name: SampleStoryName = 'orders'): SampleCommit[] {
  const story = new SampleStory(seed)
  return STORIES[name].map(chapter => story.tell(chapter))
}

// biome-ignore format: pages of diaries
const STORIES: Readonly<Record<SampleStoryName, readonly Tell[]>> = {
  orders: [
    create, append, append, append, stream, stream, stream, merge, stream, optimize,
    append, stream, update, addColumn, append, stream, merge, stream, retain, append,
    optimize, vacuumStart, vacuumEnd, stream, merge, enableDeletionVectors, remove, append, stream, remove,
    update, stream, merge, optimize, append, stream, remove, stream, append, optimize,
  ],
  evolution: [
    create, append, append, addColumn, append, merge, mapColumns, append, renameCustomer, append,
    update, describeAmount, stream, renameStatus, append, merge, optimize, append,
  ],
  streams: [
    create, retain, stream, stream, otherStream, stream, stream, otherStream, stream, append,
    stream, otherStream, stream, stream, optimize, stream, otherStream, otherStream, stream, update,
    stream, stream, otherStream, stream, optimize, stream, otherStream, stream, stream, otherStream,
  ],
  'small-files': [
    create, trickle, trickle, trickle, trickle, trickle, trickle, trickle, trickle, optimizeAll,
    trickle, trickle, trickle, trickle, trickle, trickle, optimizeAll, vacuumStart, vacuumEnd, trickle,
    trickle, trickle, trickle, trickle, trickle, trickle, trickle, trickle, trickle, trickle,
  ],
  upgrade: [
    create, append, append, append, merge, update, optimize, enableDeletionVectors, remove, append,
    remove, remove, stream, remove, append, remove, optimizeAll, remove,
  ],
  mirror: [create, append, append, stream, merge, stream, optimize, append, update, stream],
}
