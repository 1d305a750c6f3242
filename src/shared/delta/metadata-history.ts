import type { Metadata, Protocol, Version } from './actions.ts'
import { ColumnLineage } from './column-lineage.ts'
import { diffMaps } from './diff-maps.ts'
import { supportedFeatures } from './protocol-features.ts'
import { parseSchema } from './schema.ts'

/** A property that a version set, changed (both sides present) or took away. */
export interface PropertyEvent {
  readonly version: Version
  readonly from: string | undefined
  readonly to: string | undefined
}

/** Replays the metadata and protocol actions of a table, oldest first, to tell since when everything is what it is. */
export class MetadataHistory {
  readonly columns = new ColumnLineage()
  readonly #properties = new Map<string, PropertyEvent[]>()
  readonly #features = new Map<string, Version>()
  #configuration: Metadata['configuration'] = new Map()
  #schemaString: string | undefined

  /** Events of each property that was ever set, oldest first. */
  get properties(): ReadonlyMap<string, readonly PropertyEvent[]> {
    return this.#properties
  }

  /** The version since which a supported feature is supported without a break. */
  get features(): ReadonlyMap<string, Version> {
    return this.#features
  }

  /** A schema that cannot be read is left out: the next readable one is compared with the last. */
  applyMetadata(version: Version, metadata: Metadata): void {
    for (const { key, from, to } of diffMaps(this.#configuration, metadata.configuration)) {
      const events = this.#properties.get(key)
      if (events) events.push({ version, from, to })
      else this.#properties.set(key, [{ version, from, to }])
    }
    this.#configuration = metadata.configuration
    if (metadata.schemaString === this.#schemaString) return
    this.#schemaString = metadata.schemaString
    const schema = parseSchema(metadata.schemaString)
    if (schema.kind === 'ok') this.columns.apply(version, schema.value)
  }

  applyProtocol(version: Version, protocol: Protocol): void {
    const names = new Set(supportedFeatures(protocol).map(({ name }) => name))
    for (const name of this.#features.keys()) if (!names.has(name)) this.#features.delete(name)
    for (const name of names) if (!this.#features.has(name)) this.#features.set(name, version)
  }
}
