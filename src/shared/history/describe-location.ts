import type { Location } from '../contract/histories.ts'

const SOURCES = {
  clock: 'the clock of the database at its commit',
  'in-commit': 'the in-commit timestamp that the commit carries',
  'commit-info': 'the timestamp in its commitInfo, later than the version before',
  file: 'the modification time of its log file, later than the version before',
} as const

/** Where a time or a change lies in a history, and by which rule the time of that version is its time, as a sentence. */
export function describeLocation(location: Location, formatTime: (timeMs: number) => string): string {
  switch (location.kind) {
    case 'found': {
      const { version, committedAt, timeSource, inCommitSince } = location
      const rule = inCommitSince === null ? '' : `; the table keeps in-commit timestamps since v${inCommitSince}`
      return `v${version}, committed ${formatTime(committedAt)} by ${SOURCES[timeSource]}${rule}`
    }
    case 'too-early':
      return `The first version, v${location.first}, is of ${formatTime(location.committedAt)}.`
    case 'none':
      return 'There is no such change after the first version.'
  }
}
