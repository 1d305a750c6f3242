import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { FoundConnection } from '../../../shared/contract/connections.ts'
import { client } from '../../api/client.ts'
import { readFailure } from '../../api/failure.ts'
import classes from './connections.module.css'

/** What pg_service.conf, .pgpass and the PG* variables of this machine offer; choosing one begins a connection of it. */
export function FoundList({ onChoose }: { readonly onChoose: (found: FoundConnection) => void }): ReactNode {
  const { data, error } = useQuery({
    queryKey: ['connections', 'found'],
    queryFn: () => client.connections.discover(),
    staleTime: 0,
  })
  return (
    <section aria-label="Found on this machine">
      <header className={classes.folder}>Found on this machine</header>
      {error ? <p className={classes.none}>{readFailure(error).detail}</p> : null}
      {data?.length === 0 ? (
        <p className={classes.none}>Nothing in pg_service.conf, .pgpass or the PG* variables.</p>
      ) : null}
      <ul>
        {data?.map(found => (
          <li key={`${found.where} ${found.name}`}>
            <button type="button" className={classes.row} onClick={() => onChoose(found)}>
              <span className={classes.diamond} aria-hidden="true" />
              <span className={classes.name}>
                {found.name}
                <small title={found.where}>
                  {found.where}
                  {found.hasPassword ? ' · with a password' : ''}
                </small>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
