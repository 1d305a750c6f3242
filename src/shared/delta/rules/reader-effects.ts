/** How a reader fares with something that is wrong with a log. */
export interface ReaderEffect {
  /**
   * `fails`: the version, or the table, cannot be read. `differs`: readers see different tables, or rows that are not
   * there. `goes-on`: nothing is read wrongly.
   */
  readonly ends: 'fails' | 'differs' | 'goes-on'
  /** What Spark, the kernels and delta-rs do, in a sentence or two. */
  readonly text: string
}

const fails = (text: string): ReaderEffect => ({ ends: 'fails', text })
const differs = (text: string): ReaderEffect => ({ ends: 'differs', text })
const goesOn = (text: string): ReaderEffect => ({ ends: 'goes-on', text })

const UNPARSED = fails(
  'Spark, the kernels and delta-rs fail with a JSON error at every version that needs this commit; versions before it, and versions from a later checkpoint on, can be read.',
)
const EITHER =
  'Order inside a commit means nothing: Spark takes the line that it comes to last, the kernels and delta-rs, which keep what they have seen first, the first one.'
const PROTOCOL = fails('The kernels refuse the protocol, and with it the table; Spark fails when it parses it.')
const UNCHECKED = goesOn('Readers do not check it. Writers that do will refuse to commit to the table.')
const NO_SKIPPING = goesOn('Readers leave such statistics out and read the file in every query; rows stay right.')
const WRONG_SKIPPING = differs(
  'Readers trust statistics: a query that skips the file because of them silently misses its rows, while one that scans it finds them.',
)
const VECTOR = fails(
  'Reading the rows of this file fails as soon as its deletion vector is loaded; listing files works.',
)
const SCHEMA = fails(
  'Spark and delta-rs fail when they load the schema; only tools that do not need it can list the files.',
)
const MAPPING = fails(
  'Readers with column mapping fail to resolve the column, or return null for it where they look by name.',
)
const KEPT = goesOn('Readers of the log are not concerned: the database cannot hold what stands there.')
const MISSING = fails(
  'Readers that begin before it fail: Spark with DELTA_VERSIONS_NOT_CONTIGUOUS, the kernels and delta-rs with a gap in the log. From a whole checkpoint after it on the table can be read.',
)
const OLDER_CHECKPOINT = differs(
  'Spark goes back to an older checkpoint, or to the commits from 0; the kernels and delta-rs fail at a checkpoint that is damaged inside.',
)

/** By rule; where a rule is not here, by what stands before the dot. */
const EFFECTS: Readonly<Record<string, ReaderEffect>> = {
  json: UNPARSED,
  shape: fails(
    'Readers bind actions to a schema: Spark and the kernels fail where a type does not fit or a required field is missing; a field that they do not know is ignored.',
  ),
  'shape.duplicate-key': differs(
    'Jackson, which Spark uses, takes the last of equal keys; other readers take the first or fail.',
  ),
  'commit.bom': fails(
    'Spark skips no byte order mark: the first line is no JSON to it, and every version that needs the commit fails. The kernels fail as well.',
  ),
  'commit.empty': goesOn(
    'Readers take it for a version without actions: what its writer meant to commit is missing, and nobody notices.',
  ),
  'commit.json': UNPARSED,
  'commit.protocol-missing': fails(
    'No reader loads the table: Spark and the kernels ask for a protocol before anything else.',
  ),
  'commit.metadata-missing': fails(
    'Readers that load the table fail for want of a schema: Spark with missing metadata, the kernels likewise.',
  ),
  'commit.protocol-repeated': differs(EITHER),
  'commit.metadata-repeated': differs(EITHER),
  'commit.domain-repeated': differs(EITHER),
  'commit.txn-repeated': goesOn('Readers keep one of the equal lines; streaming writers resume as they should.'),
  'commit.txn-contradicted': differs(
    'Readers keep one version or the other: a streaming writer may write a batch again, or leave one out.',
  ),
  'commit.commit-info-repeated': goesOn(
    'Readers take the first commitInfo and lose the others; the state is the same.',
  ),
  'commit.checkpoint-action': goesOn('Spark, the kernels and delta-rs ignore it in a commit.'),
  'commit.unknown-action': goesOn(
    'Readers must ignore actions that they do not know, and do. What it means is lost to them.',
  ),
  'commit.add-repeated': differs(
    `One of the two stays live. ${EITHER} Size, statistics and tags may differ from reader to reader.`,
  ),
  'commit.add-path-repeated': differs(
    'The path is live twice with different deletion vectors: readers return the rows that only one of them hides twice.',
  ),
  'commit.remove-repeated': goesOn('Readers remove the file once and ignore the other line.'),
  'commit.remove-path-repeated': goesOn('One of the removes finds nothing to remove, and readers ignore it.'),
  'commit.add-and-remove': differs(`The file is live for one reader and gone for another. ${EITHER}`),
  text: KEPT,
  'file.size-negative': fails('Readers that plan scans by size fail or go wrong; totals are wrong everywhere.'),
  'file.time-negative': goesOn('Readers take the number as it is; only VACUUM and tools that show times go by it.'),
  'file.path-empty': fails('Readers take the table’s own folder for a data file and fail when they read it.'),
  'file.path-escape': fails('Paths are URIs: Spark fails to parse it, delta-rs looks for a file of another name.'),
  'file.path-leaves-table': differs(
    'Spark reads wherever the path leads; readers confined to the table’s folder find no file.',
  ),
  'file.change-data-flag': goesOn(
    'Readers of change data do not look at the flag; other readers do not read the action.',
  ),
  'file.remove-incomplete': goesOn(
    'Readers of the state need the path alone; change feeds without cdc files lack partition values of the removed rows.',
  ),
  'dv.num-records-missing': differs(
    'Rows cannot be counted from the log, and readers that do give other numbers; Spark refuses to commit such a file.',
  ),
  'dv.storage-type': VECTOR,
  'dv.number-negative': VECTOR,
  'dv.inline-offset': goesOn(
    'Readers ignore the offset, but it is part of the file’s identity: a remove without it does not match.',
  ),
  'dv.text-malformed': VECTOR,
  'dv.cardinality-excessive': differs(
    'Counts from the log are wrong or negative; readers that compare the number with the bitmap fail.',
  ),
  'stats.unreadable': NO_SKIPPING,
  'stats.part-unreadable': NO_SKIPPING,
  'stats.num-records': differs('Counts that come from the log alone are wrong or fail; scans are right.'),
  'stats.null-count-excessive': WRONG_SKIPPING,
  'stats.bounds-crossed': WRONG_SKIPPING,
  metadata: UNCHECKED,
  'metadata.schema-unreadable': SCHEMA,
  'metadata.type-unknown': SCHEMA,
  'metadata.decimal-range': SCHEMA,
  'metadata.column-repeated': fails('Spark fails with a duplicate column; delta-rs may return either of the two.'),
  'metadata.partition-column-missing': fails('Readers fail when they build the partition schema.'),
  'metadata.partition-column-type': fails('Readers cannot turn a partition’s text into such a value and fail.'),
  'metadata.format': goesOn('Readers take data files for parquet, whatever stands there.'),
  'metadata.property-value': goesOn('Spark fails where it uses the property; readers that do not need it go on.'),
  'mapping.identifiers-missing': MAPPING,
  'mapping.id-repeated': MAPPING,
  'mapping.physical-name-repeated': MAPPING,
  'mapping.max-id': UNCHECKED,
  'mapping.mode-changed': MAPPING,
  'mapping.max-id-decreased': differs(
    'A column that is added later gets an id again, and old files show the values of the dropped column in it.',
  ),
  'mapping.identifiers-changed': differs(
    'Files that were written before are looked into for the new name: the column reads as null there.',
  ),
  protocol: PROTOCOL,
  'protocol.reader-version': fails(
    'Readers refuse a table whose reader version they do not know: Spark, the kernels and delta-rs alike.',
  ),
  'protocol.writer-version': goesOn('Reading is not concerned; writers that do not know the version refuse to commit.'),
  'protocol.feature-not-for-readers': differs(
    'The kernels and delta-rs refuse such a protocol as contradictory; Spark reads on.',
  ),
  'protocol.writer-feature-for-readers': fails(
    'Spark and the kernels refuse a protocol whose reader features hold one that concerns writers alone.',
  ),
  'protocol.requirement-missing': UNCHECKED,
  'protocol.reader-feature-unsupported': fails(
    'Readers refuse a table with a reader feature that they do not know; those that know it read on.',
  ),
  'protocol.writer-feature-unsupported': goesOn(
    'Reading is not concerned; writers that do not know the feature refuse to commit.',
  ),
  table: UNCHECKED,
  'table.remove-not-live': goesOn(
    'Readers ignore a remove of a file that is not live. A path spelled in another way stays live for the kernels, which compare text, and not for Spark, which makes paths canonical.',
  ),
  'table.add-path-live': differs(
    'Both entries stay live: rows that the older deletion vector hides are returned by the newer entry, the others twice.',
  ),
  'table.append-only': goesOn('Readers drop the file; consumers that rely on append-only tables miss the removal.'),
  'table.partition-columns': differs(
    'A partition column without a value reads as null; keys of other columns are ignored.',
  ),
  'table.partition-value': differs(
    'Readers turn the text into a value and read null, or fail, where they cannot: which of the two differs.',
  ),
  'table.feature-missing': differs(
    'Readers that go by the protocol alone do not apply the feature, those that go by schema and properties do.',
  ),
  'table.id-changed': fails(
    'Running Spark streams stop because the table became another one; a fresh read is not concerned.',
  ),
  'table.type-change-unrecorded': fails(
    'Older files hold the narrower type: Spark fails to read them as the wider one, unless it knows of the change.',
  ),
  'dv.feature-missing': differs(
    'Readers without deletion vectors return deleted rows; the protocol does not keep them away.',
  ),
  clustering: UNCHECKED,
  ict: differs(
    'Readers with in-commit timestamps fail where the time is missing or go by a time that does not grow: time travel by timestamp finds another version than by file times.',
  ),
  rows: goesOn('Reading rows is not concerned; readers of row ids fail or give ids that are not stable.'),
  log: UNPARSED,
  'log.gap': MISSING,
  'log.versions-not-contiguous': MISSING,
  'log.invalid-checkpoint': fails(
    'Neither a whole checkpoint nor commits from 0 are there: no reader can load the table.',
  ),
  'log.nothing': fails('Readers say that this is no Delta table.'),
  'log.absent': fails('Readers say that this is no Delta table.'),
  'log.duplicate-version': differs(
    'File names without padding are not found by listings of Spark and the kernels, which begin at a padded name; other readers may take either file.',
  ),
  'log.time-order': goesOn(
    'Readers add a millisecond to the time before and go on: time travel by timestamp finds a later version than its clock says.',
  ),
  'log.checksum-beyond-head': goesOn(
    'Readers take the table as of its newest commit; a kernel may fail at the checksum.',
  ),
  'log.staged-commits': goesOn(
    'Readers without the catalog do not look at staged commits, and see the table as it was published.',
  ),
  'log.not-a-file': fails(
    'Listing finds a name of a commit that cannot be opened: readers fail at every version that needs it.',
  ),
  'log.changed': differs(
    'A reader may have seen the file before or after it changed: commits must never be overwritten.',
  ),
  checkpoint: OLDER_CHECKPOINT,
  'checkpoint.incomplete': goesOn(
    'Readers ignore a set with a missing part and take an older checkpoint, or the commits from 0.',
  ),
  'last-checkpoint': goesOn(
    'The pointer is a hint: readers list the log instead, which takes longer. Spark first tries it three times.',
  ),
  'inspect.missing': MISSING,
  'inspect.no-start': MISSING,
  'inspect.nul': KEPT,
  verify: differs(
    'Readers that begin with this checkpoint or compare with this checksum see another table than those that read the commits; Spark warns of a checksum that differs.',
  ),
}

/** What a reader would do; undefined for what concerns this program alone. */
export function readerEffect(rule: string): ReaderEffect | undefined {
  return own(rule) ?? own(rule.slice(0, Math.max(0, rule.indexOf('.'))))
}

function own(name: string): ReaderEffect | undefined {
  return Object.hasOwn(EFFECTS, name) ? EFFECTS[name] : undefined
}
