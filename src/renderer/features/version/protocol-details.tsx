import type { ReactNode } from 'react'
import type { Protocol } from '../../../shared/delta/actions.ts'
import { supportedFeatures } from '../../../shared/delta/protocol-features.ts'
import classes from './version.module.css'

/** What a client must know to work with the table: a line a feature, with what it is for. */
export function ProtocolDetails({ protocol }: { readonly protocol: Protocol }): ReactNode {
  const features = supportedFeatures(protocol)
  return (
    <>
      <h2>Features</h2>
      <p className={classes.statsLine}>
        Readers need version {protocol.minReaderVersion}, writers version {protocol.minWriterVersion}.
      </p>
      <ul className={classes.features}>
        {features.map(({ name, known, forReaders, by }) => (
          <li key={name}>
            <b>{name}</b>{' '}
            <span className={classes.gloss}>
              {forReaders ? 'readers and writers' : 'writers'} · {by}
            </span>
            <br />
            {known ? known.summary : 'Unknown to this program.'}
          </li>
        ))}
      </ul>
    </>
  )
}
