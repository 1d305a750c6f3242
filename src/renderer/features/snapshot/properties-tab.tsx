import { Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { Origins } from '../../../shared/contract/snapshots.ts'
import { type EffectiveProperty, effectiveProperties } from '../../../shared/delta/effective-properties.ts'
import type { Snapshot } from '../../../shared/delta/snapshot.ts'
import { originsQuery } from '../../api/snapshot-queries.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { FactList } from '../../ui/fact-list.tsx'
import { formatCount } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'
import { ProtocolSection } from './protocol-section.tsx'
import classes from './snapshot.module.css'
import type { SnapshotProps } from './snapshot-desk.tsx'
import { useSnapshotState } from './use-snapshot-metadata.ts'

/** What governs the table at the version: protocol, properties, transactions and domains, each with where it comes from. */
export function PropertiesTab({ table, version }: SnapshotProps): ReactNode {
  const at = { tableId: table.tableId, version }
  const { state, error, retry } = useSnapshotState(at)
  const { data: origins } = useQuery(originsQuery(at))
  if (!state) return error ? <FailureCard error={error} onRetry={retry} /> : <Loading what="the properties" />
  const { snapshot, lines } = state
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long page is scrolled by keys
    <div className={classes.page} tabIndex={0}>
      <ProtocolSection snapshot={snapshot} origins={origins} setIn={lines.protocolVersion} table={table.name} />
      <Properties snapshot={snapshot} origins={origins} table={table.name} version={version} />
      <section className={classes.section} aria-label="Application transactions">
        <h2>Application transactions</h2>
        {snapshot.txns.size === 0 ? (
          <p className={classes.quiet}>No application has recorded how far it has come.</p>
        ) : (
          <FactList
            label="Application transactions"
            facts={[...snapshot.txns.values()].map(({ appId, version: reached, lastUpdated }) => ({
              name: appId,
              value: `${formatCount(reached)}${lastUpdated === undefined ? '' : ` · ${new Date(Number(lastUpdated)).toISOString()}`}`,
            }))}
          />
        )}
      </section>
      <section className={classes.section} aria-label="Domains">
        <h2>Domain metadata</h2>
        {snapshot.domains.size === 0 ? (
          <p className={classes.quiet}>No feature or application keeps metadata here.</p>
        ) : (
          <FactList
            label="Domain metadata"
            facts={[...snapshot.domains.values()].map(({ domain, configuration }) => ({
              name: domain,
              value: <code className={classes.mono}>{configuration}</code>,
              wide: configuration.length > 60,
            }))}
          />
        )}
      </section>
    </div>
  )
}

interface PropertiesProps {
  readonly snapshot: Snapshot
  readonly origins: Origins | undefined
  readonly table: string
  readonly version: bigint
}

function Properties({ snapshot, origins, table, version }: PropertiesProps): ReactNode {
  const [withDefaults, setWithDefaults] = useState(false)
  const setIn = new Map(origins?.properties.map(({ key, setIn: since }) => [key, since]))
  const all = effectiveProperties(snapshot.metadata ?? { configuration: new Map() })
  const set = all.filter(({ origin }) => origin === 'set')
  const defaults = all.filter(({ origin, text }) => origin === 'default' && text !== undefined)
  const shown = withDefaults ? [...set, ...defaults] : set
  return (
    <section className={classes.section} aria-label="Properties">
      <h2>
        Properties
        <Switch
          size="xs"
          label={`with ${formatCount(defaults.length)} defaults`}
          checked={withDefaults}
          onChange={event => setWithDefaults(event.currentTarget.checked)}
        />
      </h2>
      {shown.length === 0 ? <p className={classes.quiet}>No property is set: every one has its default.</p> : null}
      {shown.length > 0 ? (
        <table className={classes.plain}>
          <thead>
            <tr>
              <th scope="col">Property</th>
              <th scope="col">Value</th>
              <th scope="col">Where from</th>
              <th scope="col">Meaning</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(property => (
              <PropertyRow
                key={property.name}
                property={property}
                setIn={setIn.get(property.name)}
                table={table}
                version={version}
              />
            ))}
          </tbody>
        </table>
      ) : null}
    </section>
  )
}

function PropertyRow(props: {
  readonly property: EffectiveProperty
  readonly setIn: bigint | undefined
  readonly table: string
  readonly version: bigint
}): ReactNode {
  const { property, setIn, table, version } = props
  const { name, text, value, origin, known } = property
  const isWrong = known !== undefined && text !== undefined && value === undefined
  return (
    <tr data-quiet={origin === 'default' || undefined}>
      <th scope="row">{name}</th>
      <td className={classes.mono}>
        {text}
        {isWrong ? <span className={classes.wrong}>not a value of this property</span> : null}
      </td>
      <td>
        {origin === 'default' ? (
          'default'
        ) : (
          <Link
            to="/t/$name/blame"
            params={{ name: table }}
            search={{ property: name, at: `${version}` }}
            className={classes.link ?? ''}
          >
            {setIn === undefined ? 'set' : `set in v${setIn}`}
          </Link>
        )}
      </td>
      <td>{known ? known.summary : <span className={classes.quiet}>not known to this app</span>}</td>
    </tr>
  )
}
