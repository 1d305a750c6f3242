import type { Rule } from './rule.ts'

const FILES = 'Add File and Remove File'
const STATS = 'Per-file Statistics'
const DV = 'Deletion Vectors'

/** Rules about one add, remove or cdc by itself. */
export const FILE_RULES = {
  'file.size-negative': {
    title: 'Sizes are not negative',
    writing: 'error',
    reading: 'error',
    section: FILES,
    explanation: 'A file has zero or more bytes; readers plan their splits by this number, and totals count on it.',
  },
  'file.time-negative': {
    title: 'Times are not before 1970',
    writing: 'error',
    reading: 'warning',
    section: FILES,
    explanation: 'Times are milliseconds since 1970; a tombstone with a negative one has expired already.',
  },
  'file.time-implausible': {
    title: 'Times are milliseconds',
    writing: 'warning',
    reading: 'silent',
    section: FILES,
    explanation:
      'A time before 1973 or after the year 5138 was probably meant in seconds or microseconds; retention of files depends on it.',
  },
  'file.path-empty': {
    title: 'Every file has a path',
    writing: 'error',
    reading: 'error',
    section: FILES,
    explanation: 'An empty path is the table itself.',
  },
  'file.path-escape': {
    title: 'Percent escapes of a path are well formed',
    writing: 'error',
    reading: 'warning',
    section: FILES,
    explanation:
      'A path is a URI: a percent sign in a name is written %25. Readers decode the path before they open it.',
  },
  'file.path-absolute': {
    title: 'Paths are relative to the table',
    writing: 'warning',
    reading: 'silent',
    section: FILES,
    explanation: 'Absolute paths are legal (shallow clones); they break when the table moves and VACUUM spares them.',
  },
  'file.path-leaves-table': {
    title: 'Relative paths stay below the table',
    writing: 'warning',
    reading: 'warning',
    section: 'Data Files',
    explanation: 'A path with ".." reaches files that belong to something else.',
  },
  'file.path-hidden': {
    title: 'Data files are not in hidden directories',
    writing: 'warning',
    reading: 'silent',
    section: 'Data Files',
    explanation: 'Directories that begin with an underscore hold no data files; VACUUM skips them.',
  },
  'file.change-data-folder': {
    title: 'Change data files lie below _change_data',
    writing: 'warning',
    reading: 'silent',
    section: 'Add CDC File',
    explanation: 'VACUUM looks for change data there and nowhere else.',
  },
  'file.change-data-flag': {
    title: 'A cdc action says dataChange false',
    writing: 'error',
    reading: 'warning',
    section: 'Add CDC File',
    explanation: 'Change data describes rows, it adds none.',
  },
  'file.remove-incomplete': {
    title: 'A remove with extended metadata has size and partition values',
    writing: 'error',
    reading: 'warning',
    section: FILES,
    explanation: 'extendedFileMetadata promises both; change readers depend on them.',
  },
  'file.remove-without-time': {
    title: 'A remove says when',
    writing: 'warning',
    reading: 'silent',
    section: FILES,
    explanation:
      'A tombstone without deletionTimestamp counts as expired at once, so VACUUM may delete the file early.',
  },
  'dv.num-records-missing': {
    title: 'A file with a deletion vector knows its number of rows',
    writing: 'error',
    reading: 'warning',
    kind: 'MissingNumRecords',
    section: 'Writer Requirement for Deletion Vectors',
    explanation: 'Without numRecords nobody can tell how many rows are left; Spark refuses to write such a file.',
  },
  'dv.storage-type': {
    title: 'The deletion vector is stored as u, i or p',
    writing: 'error',
    reading: 'warning',
    section: DV,
    explanation: 'The letter says where the bits are; with another letter nobody finds them.',
  },
  'dv.number-negative': {
    title: 'The numbers of a deletion vector are not negative',
    writing: 'error',
    reading: 'warning',
    section: DV,
    explanation: 'offset, sizeInBytes and cardinality count bytes and rows.',
  },
  'dv.inline-offset': {
    title: 'An inline deletion vector has no offset',
    writing: 'error',
    reading: 'warning',
    section: DV,
    explanation:
      'The offset is part of the identity of a file; with a meaningless one a remove would not find its add.',
  },
  'dv.text-malformed': {
    title: 'The text of a deletion vector is well formed',
    writing: 'error',
    reading: 'warning',
    section: DV,
    explanation: 'Inline bits and file ids are Z85 text: groups of five characters of its alphabet.',
  },
  'dv.cardinality-excessive': {
    title: 'A deletion vector hides no more rows than there are',
    writing: 'error',
    reading: 'warning',
    section: DV,
    explanation: 'The logical number of rows would be negative.',
  },
  'dv.tight-bounds': {
    title: 'A file with a deletion vector says tightBounds false',
    writing: 'warning',
    reading: 'silent',
    section: STATS,
    explanation:
      'The bounds were taken before rows were hidden. Spark refuses it for operations that write deletion vectors; the text allows it where the bounds were computed anew.',
  },
  'stats.missing': {
    title: 'Added files have statistics',
    writing: 'warning',
    reading: 'silent',
    section: STATS,
    explanation: 'Without statistics no query can skip the file.',
  },
  'stats.unreadable': {
    title: 'Statistics are a JSON object',
    writing: 'error',
    reading: 'warning',
    section: STATS,
    explanation: 'stats is JSON text inside a JSON string; some readers fail on anything else.',
  },
  'stats.part-unreadable': {
    title: 'The parts of the statistics have their types',
    writing: 'error',
    reading: 'warning',
    section: STATS,
    explanation: 'minValues, maxValues and nullCount are objects, tightBounds is a boolean, counts are whole numbers.',
  },
  'stats.num-records': {
    title: 'numRecords is a whole number, not negative',
    writing: 'error',
    reading: 'warning',
    section: STATS,
    explanation: 'It is the physical number of rows; counts and deletion vectors depend on it.',
  },
  'stats.null-count-excessive': {
    title: 'No column has more nulls than the file has rows',
    writing: 'error',
    reading: 'warning',
    section: STATS,
    explanation: 'Such statistics are kept as they are, marked as suspect and never used to skip the file.',
  },
  'stats.bounds-crossed': {
    title: 'No minimum is above its maximum',
    writing: 'error',
    reading: 'warning',
    section: STATS,
    explanation: 'A query would skip rows that exist. Such statistics are kept, marked as suspect and never used.',
  },
} as const satisfies Record<string, Rule>
