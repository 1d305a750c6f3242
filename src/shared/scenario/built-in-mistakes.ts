import type { BuiltInScenario } from './built-in-scenarios.ts'

const MISTAKES = 'Mistakes and what catches them'
const OTHERS = 'Other writers'

/** What goes wrong without care, and the company of programs that are not ours. */
export const MISTAKES_AND_OTHERS: readonly BuiltInScenario[] = [
  {
    group: MISTAKES,
    text: `scenario primary-key-storm
title "A primary-key storm"
teaches "Nobody locks and everybody takes the same number. The key lets one of them in; the others did all their work for nothing."
strategy unprotected
table events
  files 0
writer W x 3
  append 1
  on conflict retry 10
run explore 60
expect sound
expect sees committed
`,
  },
  {
    group: MISTAKES,
    text: `scenario unprotected
title "Without any protection"
teaches "No lock, no comparison, no key: two writers look at the same head, and one version is won twice."
strategy unprotected
guards off
table orders
writer A
  append 1
writer B
  append 1
writer C
  append 1
run explore 40
expect broken one-winner
expect sees committed
`,
  },
  {
    group: MISTAKES,
    text: `scenario stale-snapshot
title "A write on a stale snapshot"
teaches "B computes from the whole table, loses, and sends the same commit again under the next number without looking. Every number is right, and the content is wrong."
table orders
writer A
  append 1
  on conflict retry 3
writer B
  append 1
  reads table
  on conflict renumber 3
expect broken stale-write
expect sees committed
`,
  },
  {
    group: MISTAKES,
    text: `scenario silent-union
title "The silent union of two overwrites"
teaches "Two jobs overwrite one empty partition and say nothing of what they have read. Both succeed, and the partition holds the files of both."
table orders
  files 0
  partitions DE FR
writer A
  overwrite 1
  in DE
  reads nothing
  on conflict rebase 3
writer B
  overwrite 1
  in DE
  reads nothing
  on conflict rebase 3
expect broken stale-write
expect sees committed
`,
  },
  {
    group: MISTAKES,
    text: `scenario declared-overwrites
title "Two overwrites that say what they read"
teaches "The same race with declared reads: the second one is told that its partition has changed."
table orders
  files 0
  partitions DE FR
writer A
  overwrite 1
  in DE
  on conflict rebase 3
writer B
  overwrite 1
  in DE
  on conflict rebase 3
expect sound
expect sees committed logical-conflict
`,
  },
  {
    group: OTHERS,
    text: `scenario repeatable-read-blindness
title "The blindness of repeatable read"
teaches "A snapshot that is taken before the wait cannot see what was waited for. The server refuses the write; a program that retries inside the same snapshot would never get through."
table orders
writer blind
  foreign 1
  strategy serializable
  on conflict fail
writer A
  append 1
  on conflict retry 3
expect sound
expect sees committed conflict
`,
  },
  {
    group: OTHERS,
    text: `scenario foreign-writer
title "A program that is not ours"
teaches "Another program writes the same tables by SQL. Keys, triggers and the row's lock hold for it, too."
table orders
writer ours
  append 1
  on conflict retry 3
writer theirs
  foreign 1
  on conflict retry 3
expect sound
expect sees committed
`,
  },
  {
    group: OTHERS,
    text: `scenario careless-writer
title "A foreign program that waits for nobody"
teaches "It looks once and writes without a lock. The log's own guards refuse it when it is late."
table orders
writer ours
  append 1
  on conflict retry 3
writer careless
  foreign 1
  strategy unprotected
  on conflict fail
expect sound
expect sees committed conflict
`,
  },
  {
    group: OTHERS,
    text: `scenario multi-table-deadlock
title "Two tables in opposite orders: a deadlock"
teaches "Each holds what the other wants. The server ends one of them after its deadlock timeout; nothing of it is left."
table debits
table credits
writer A
  foreign 1
  to debits credits
  on conflict fail
writer B
  foreign 1
  to credits debits
  on conflict fail
run schedule ABAAAABBBB
expect sound
expect sees deadlock committed
`,
  },
  {
    group: OTHERS,
    text: `scenario multi-table-order
title "Two tables in one order: no deadlock"
teaches "Locks that everybody takes in the order of the tables' ids cannot form a ring, whatever order the commit names them in."
table debits
table credits
writer A
  together 1
  to debits credits
  on conflict retry 3
writer B
  together 1
  to credits debits
  on conflict retry 3
run explore 60
expect sound
expect sees committed
`,
  },
]
