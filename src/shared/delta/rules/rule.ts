/** What a rule means for a purpose; `silent` where it is no concern there. */
export type Severity = 'error' | 'warning' | 'silent'

/**
 * What the actions are checked for. `writing`: they are about to become a version, so everything that the protocol asks
 * of a writer is asked. `reading`: they are history already (an import, a mirror of a foreign log), so only what makes
 * the state ambiguous, unreadable or impossible to store is an error; real logs break some writer rules.
 */
export type Purpose = 'writing' | 'reading'

/** One rule of the catalogue (`rules.ts`); its id is its key there. */
export interface Rule {
  /** A claim that holds where the rule is kept. */
  readonly title: string
  readonly writing: Severity
  readonly reading: Severity
  /** Section of the Delta protocol, or the implementation that the rule follows. */
  readonly section: string
  /** Why the rule exists and, where text and implementations differ, whom it follows. */
  readonly explanation: string
  /** The name that Delta implementations give to this failure. */
  readonly kind?: RuleKind
}

export type RuleKind =
  | 'DuplicateAction'
  | 'MissingNumRecords'
  | 'AppendOnlyViolation'
  | 'InvalidProtocol'
  | 'UnsupportedProtocolVersion'
  | 'UnsupportedReaderFeature'
  | 'UnsupportedWriterFeature'
  | 'MissingProtocol'
  | 'MissingMetadata'
