import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Origins } from '../../../shared/contract/snapshots.ts'
import type { Protocol } from '../../../shared/delta/actions.ts'
import { canRead, canWrite, type WriteAccess } from '../../../shared/delta/protocol-access.ts'
import { type FeatureUse, isUsed, supportedFeatures } from '../../../shared/delta/protocol-features.ts'
import { parseSchema } from '../../../shared/delta/schema.ts'
import type { Snapshot } from '../../../shared/delta/snapshot.ts'
import classes from './snapshot.module.css'

export interface ProtocolSectionProps {
  readonly snapshot: Snapshot
  readonly origins: Origins | undefined
  /** The version that the protocol stands in. */
  readonly setIn: bigint | null
  readonly table: string
}

/** What clients must know to read and write the table, feature by feature, and what this program can do with it. */
export function ProtocolSection({ snapshot, origins, setIn, table }: ProtocolSectionProps): ReactNode {
  const { protocol } = snapshot
  if (!protocol) {
    return (
      <section className={classes.section} aria-label="Protocol">
        <h2>Protocol</h2>
        <p className={classes.quiet}>No version so far has a protocol: no client can read this table.</p>
      </section>
    )
  }
  const use = featureUse(snapshot)
  return (
    <section className={classes.section} aria-label="Protocol">
      <h2>Protocol</h2>
      <p className={classes.lead}>
        Readers need version <b>{protocol.minReaderVersion}</b>, writers version <b>{protocol.minWriterVersion}</b>
        {setIn === null ? null : (
          <>
            , since{' '}
            <Link to="/t/$name/v/$version" params={{ name: table, version: `${setIn}` }} className={classes.link ?? ''}>
              v{`${setIn}`}
            </Link>
          </>
        )}
        .
      </p>
      <Access title="This program reads its log" access={canRead(protocol)} />
      <Access title="This program commits to it" access={canWrite(protocol, use)} />
      <Features protocol={protocol} use={use} origins={origins} />
    </section>
  )
}

function Features({
  protocol,
  use,
  origins,
}: {
  readonly protocol: Protocol
  readonly use: FeatureUse
  readonly origins: Origins | undefined
}): ReactNode {
  const since = new Map(origins?.features.map(feature => [feature.name, feature.since]))
  return (
    <table className={classes.plain}>
      <thead>
        <tr>
          <th scope="col">Feature</th>
          <th scope="col">Concerns</th>
          <th scope="col">In use</th>
          <th scope="col">Since</th>
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        {supportedFeatures(protocol).map(({ name, known, forReaders, by }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{forReaders ? 'readers and writers' : 'writers'}</td>
            <td>{known === undefined ? 'unknown' : isUsed(known, use) ? 'yes' : 'no'}</td>
            <td>
              {since.has(name) ? `v${since.get(name)}` : '–'}
              {by === 'implied' ? <span className={classes.quiet}> by the version</span> : null}
            </td>
            <td>{known ? known.summary : 'Not known to this app.'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Access({ title, access }: { readonly title: string; readonly access: WriteAccess }): ReactNode {
  const verdict = { allowed: 'yes', refused: 'no', 'no-new-data': 'yes, but it adds no rows' }[access.kind]
  return (
    <div className={classes.access} data-kind={access.kind}>
      <span>
        {title}: <b>{verdict}</b>
      </span>
      {access.kind === 'allowed' ? null : (
        <ul>
          {access.reasons.map(({ message }) => (
            <li key={message}>{message}</li>
          ))}
        </ul>
      )}
    </div>
  )
}

function featureUse({ metadata, domains }: Snapshot): FeatureUse {
  const schema = metadata && parseSchema(metadata.schemaString)
  return { metadata, schema: schema?.kind === 'ok' ? schema.value : undefined, domains: new Set(domains.keys()) }
}
