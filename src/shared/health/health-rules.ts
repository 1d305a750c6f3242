/** What is looked at, and from where on it is worth a look. */
export interface HealthRule {
  readonly title: string
  /** The rule holds while the value is not above this. */
  readonly threshold: number
  readonly unit: 'percent' | 'times' | 'count'
  /** `error` where the log itself is wrong, `warning` where it is only slow or costly to read. */
  readonly severity: 'error' | 'warning'
  /** What the value is. */
  readonly measures: string
  /** Why it matters and what helps. */
  readonly advice: string
}

/** A file below this is small: a reader spends more on opening it than on reading it. */
export const SMALL_FILE_BYTES = 16 * 1024 * 1024
/** Fewer files than these are never too small or too many. */
export const JUDGED_FILES_MIN = 100
export const TOMBSTONE_DAYS = 7
export const STALE_TXN_DAYS = 30
export const TINY_COMMIT_BYTES = 1024 * 1024
/** The newest commits that a rule about commits looks at. */
export const JUDGED_COMMITS = 200

/** Every rule with its threshold. */
export const HEALTH_RULES = {
  'small-files': {
    title: 'Small files',
    threshold: 50,
    unit: 'percent',
    severity: 'warning',
    measures: `live files below 16 MiB, where there are ${JUDGED_FILES_MIN} or more`,
    advice: 'Each file costs a reader a request and a footer. OPTIMIZE joins small files into few.',
  },
  'partition-skew': {
    title: 'Partition skew',
    threshold: 20,
    unit: 'times',
    severity: 'warning',
    measures: 'the largest partition compared with the median one, where there are 4 or more',
    advice: 'One partition decides how long a job takes. Clustering, or a finer partition column, spreads the work.',
  },
  'missing-statistics': {
    title: 'Missing statistics',
    threshold: 5,
    unit: 'percent',
    severity: 'warning',
    measures: 'live files that do not say how many records they hold',
    advice: 'A file without statistics is never skipped. Rewriting it, or ANALYZE with delta statistics, adds them.',
  },
  'deleted-rows': {
    title: 'Rows under deletion vectors',
    threshold: 20,
    unit: 'percent',
    severity: 'warning',
    measures: 'rows of live files that a deletion vector hides',
    advice: 'They are read and thrown away by every scan. REORG TABLE … APPLY (PURGE) rewrites the files without them.',
  },
  'tiny-commits': {
    title: 'Tiny commits',
    threshold: 50,
    unit: 'percent',
    severity: 'warning',
    measures: `of the last ${JUDGED_COMMITS} commits that add files, those that add less than 1 MiB`,
    advice: 'The log grows faster than the data. A longer trigger interval makes fewer, larger commits.',
  },
  tombstones: {
    title: 'Tombstones',
    threshold: 200,
    unit: 'percent',
    severity: 'warning',
    measures: `files removed in the last ${TOMBSTONE_DAYS} days compared with live files`,
    advice:
      'Each checkpoint carries them until their retention has passed. delta.deletedFileRetentionDuration sets it.',
  },
  'stale-transactions': {
    title: 'Stale transactions',
    threshold: 10,
    unit: 'count',
    severity: 'warning',
    measures: `applications that have not committed for ${STALE_TXN_DAYS} days`,
    advice: 'Each checkpoint carries them. delta.setTransactionRetentionDuration lets them go.',
  },
  'unpublished-tail': {
    title: 'Unpublished tail',
    threshold: 10,
    unit: 'count',
    severity: 'warning',
    measures: 'versions after the last one that is verified in _delta_log, where the table is mirrored',
    advice: 'Readers of the files see an older table. The mirror says what holds it up.',
  },
  gaps: {
    title: 'Gaps',
    threshold: 0,
    unit: 'count',
    severity: 'error',
    measures: 'versions missing between the first and the newest',
    advice: 'A table with a gap cannot be read past it. Somebody has bypassed the guards of the database.',
  },
  totals: {
    title: 'Running totals',
    threshold: 0,
    unit: 'count',
    severity: 'error',
    measures: 'files and bytes by which the running totals differ from the live files',
    advice: 'Sizes that are shown would be wrong. Somebody has bypassed the guards of the database.',
  },
} as const satisfies Record<string, HealthRule>

export type HealthRuleId = keyof typeof HEALTH_RULES

/** `ok`, `not-applicable` where there is nothing to judge, `not-measured` where that was not allowed, or the severity of the rule. */
export type HealthVerdict = 'ok' | 'not-applicable' | 'not-measured' | HealthRule['severity']

/** What was found for a rule; `needs` names what would have to be read to find it. */
export interface MeasuredRule {
  readonly rule: HealthRuleId
  readonly value: number | null
  readonly needs: string | null
}

/** What a rule says of what was measured. */
export function judgeHealth({ rule, value, needs }: MeasuredRule): HealthVerdict {
  const { threshold, severity } = HEALTH_RULES[rule]
  if (needs !== null) return 'not-measured'
  if (value === null) return 'not-applicable'
  return value > threshold ? severity : 'ok'
}

/** What all rules together say of a table. */
export interface HealthSummary {
  /** The worst of them; those that do not apply or could not be measured say nothing. */
  readonly verdict: 'ok' | HealthRule['severity']
  /** The rules that do not hold, the severe ones first. */
  readonly found: readonly HealthRuleId[]
  readonly unmeasured: number
}

export function judgeAll(measured: readonly MeasuredRule[]): HealthSummary {
  const judged = measured.map(each => ({ rule: each.rule, verdict: judgeHealth(each) }))
  const rulesWith = (wanted: HealthVerdict) =>
    judged.filter(({ verdict }) => verdict === wanted).map(({ rule }) => rule)
  const errors = rulesWith('error')
  const found = [...errors, ...rulesWith('warning')]
  const verdict = errors.length > 0 ? 'error' : found.length > 0 ? 'warning' : 'ok'
  return { verdict, found, unmeasured: rulesWith('not-measured').length }
}

/** What the totals of a head already tell, without a look at its files. */
export type QuickFinding = 'small-on-average' | 'unknown-rows'

export const QUICK_FINDINGS: Record<QuickFinding, string> = {
  'small-on-average': 'Live files are smaller than 16 MiB on average',
  'unknown-rows': 'A live file does not say how many records it holds',
}

export function quickFindings(head: {
  readonly totalFiles: bigint
  readonly totalBytes: bigint
  readonly totalRows: bigint | null
}): QuickFinding[] {
  const isJudged = head.totalFiles >= BigInt(JUDGED_FILES_MIN)
  const isSmall = isJudged && head.totalBytes < head.totalFiles * BigInt(SMALL_FILE_BYTES)
  return [
    ...(isSmall ? ['small-on-average' as const] : []),
    ...(head.totalRows === null ? ['unknown-rows' as const] : []),
  ]
}
