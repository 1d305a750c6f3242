import { MISTAKES_AND_OTHERS } from './built-in-mistakes.ts'

/** A scenario as text and the heading that it stands under. */
export interface BuiltInScenario {
  readonly group: string
  readonly text: string
}

const CONFLICTS = 'Conflicts of Delta'
const FAULTS = 'Faults'
const LOAD = 'Load'

/** Each one ends in what it claims; a test runs them all. */
export const BUILT_IN_SCENARIOS: readonly BuiltInScenario[] = [
  {
    group: CONFLICTS,
    text: `scenario append-append
title "Append against append"
teaches "Two appends never conflict in what they mean: whoever comes second takes the next number, by reading again."
table orders
writer A
  append 1
  on conflict retry 3
writer B
  append 1
  on conflict retry 3
expect sound
expect sees committed
`,
  },
  {
    group: CONFLICTS,
    text: `scenario append-read
title "Append against read"
teaches "B writes what it has computed from the whole table. Under Serializable an append that it has not seen makes it wrong, so it must not follow it."
table orders
writer A
  append 1
  on conflict rebase 3
writer B
  append 1
  reads table
  on conflict rebase 3
expect sound
expect sees committed logical-conflict
`,
  },
  {
    group: CONFLICTS,
    text: `scenario delete-delete
title "Delete against delete"
teaches "Both remove the same file. What replaces a file can replace it once: the second one must look again."
table orders
writer A
  delete 1
  on conflict rebase 3
writer B
  delete 1
  on conflict rebase 3
expect sound
expect sees committed logical-conflict
`,
  },
  {
    group: CONFLICTS,
    text: `scenario compact-append
title "Compaction against append"
teaches "Compaction rewrites files without changing a row, so it may follow an append, and an append may follow it: both are made in every order."
table orders
writer compaction
  compact 2
  on conflict rebase 3
writer ingest
  append 1
  on conflict rebase 3
expect sound
expect sees committed
`,
  },
  {
    group: CONFLICTS,
    text: `scenario metadata-change
title "Metadata change against append"
teaches "Whoever wrote for the old metadata must make its commit anew for the new one."
table orders
writer schema
  change-schema 0
  on conflict rebase 3
writer ingest
  append 1
  on conflict rebase 3
expect sound
expect sees committed logical-conflict
`,
  },
  {
    group: CONFLICTS,
    text: `scenario same-txn-app
title "One application twice"
teaches "Two instances of one stream write the same batch. The transaction id lets one of them in."
table events
writer A
  stream 1
  app loader
  on conflict rebase 3
writer B
  stream 1
  app loader
  on conflict rebase 3
expect sound
expect sees committed logical-conflict skipped
`,
  },
  {
    group: FAULTS,
    text: `scenario streaming-restart
title "A stream that restarts"
teaches "The program ends after its COMMIT and before the answer. When it starts again, the transaction id says that the batch is in: it is not written twice."
table events
writer stream
  stream 1
  commits 2
  on conflict retry 3
  after crash restart
writer other
  append 1
  on conflict retry 3
fault crash-after stream commit 1 before commit
run explore 60
expect sound
expect sees crashed skipped committed
`,
  },
  {
    group: FAULTS,
    text: `scenario lost-answer
title "A lost answer after COMMIT"
teaches "The commit is made and nobody is told. The writer asks by its commit id, finds its version, and does not commit twice."
table orders
writer A
  append 1
  on conflict retry 3
writer B
  append 1
  on conflict retry 3
fault lose-answer A commit 1 before commit
expect sound
expect sees committed
`,
  },
  {
    group: FAULTS,
    text: `scenario crash-at-each-step
title "A crash at each step"
teaches "Wherever a writer's program ends, all of its commit is there or nothing, and the others go on."
table orders
writer A
  append 2
  on conflict retry 3
writer B
  delete 1
  on conflict rebase 3
run explore 150 crashes
expect sound
expect sees crashed committed
`,
  },
  {
    group: FAULTS,
    text: `scenario killed-session
title "A session that the server ends"
teaches "An administrator ends the session that holds the lock. Its commit is undone whole, and whoever waited for the lock goes on."
table orders
writer A
  append 1
  on conflict retry 3
writer B
  append 1
  on conflict retry 3
fault kill A commit 1 before record
expect sound
expect sees committed
`,
  },
  {
    group: LOAD,
    text: `scenario hot-table
title "A hot table with 32 writers"
teaches "Everybody gets in, and nobody twice under one number. What it costs shows as waiting for the lock and as attempts that came too late."
table events
  files 0
writer W x 32
  append 1
  commits 5
  on conflict retry 1000 backoff 1ms to 20ms
run free 20s
expect sound
expect sees committed
`,
  },
  {
    group: LOAD,
    text: `scenario retry-storm
title "A retry storm"
teaches "Losers that try again at once lose again: without a pause, most of the work is thrown away. Compare it with a backoff."
strategy compare-and-swap
table events
  files 0
writer W x 12
  append 1
  commits 4
  on conflict retry 1000
run free 20s
expect sound
expect sees committed
`,
  },
  ...MISTAKES_AND_OTHERS,
]
