/** What must be there, besides the name in the protocol, for a feature to do anything. */
export type Activation =
  | { readonly by: 'listing' }
  | { readonly by: 'property'; readonly property: string; readonly values: readonly string[] }
  | { readonly by: 'property-set'; readonly property: string }
  | { readonly by: 'property-prefix'; readonly prefix: string }
  | { readonly by: 'column-metadata'; readonly keys: readonly string[] }
  | { readonly by: 'column-type'; readonly types: readonly string[] }
  | { readonly by: 'domain'; readonly domain: string }

/** What this program does with tables of a feature; the text says why, in one sentence. */
export interface FeatureLimits {
  /** Why tables with this feature are not read. */
  readonly reading?: string
  /** Why tables with this feature are not written at all. */
  readonly writing?: string
  /** Why no new rows are added while the feature is active. */
  readonly newData?: string
}

/** One name of the protocol's feature lists (Delta protocol, "Table Features"). */
export interface ProtocolFeature {
  readonly name: string
  /** A reader-writer feature stands in both lists, a writer feature in `writerFeatures` alone. */
  readonly scope: 'writer' | 'reader-writer'
  /** The versions that imply the feature without a list; `reader` only where readers are concerned. */
  readonly legacy?: { readonly writer: number; readonly reader?: number }
  readonly activation: Activation
  /** Names of other features that must be supported as well. */
  readonly requires: readonly string[]
  /** Preview and former names with the same meaning. */
  readonly aliases: readonly string[]
  /** `specified` in PROTOCOL.md, `proposed` in an RFC, or known from an `implementation` only. */
  readonly standing: 'specified' | 'proposed' | 'implementation'
  readonly summary: string
  readonly limits: FeatureLimits
}
