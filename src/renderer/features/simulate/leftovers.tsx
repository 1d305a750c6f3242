import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { z } from 'zod'
import type { leftoverSchema } from '../../../shared/contract/simulations.ts'
import { client } from '../../api/client.ts'
import { readFailure } from '../../api/failure.ts'
import { queryClient } from '../../api/query-client.ts'
import { leftoversQuery } from '../../api/simulations.ts'
import { WriteButton } from '../../app/write-button.tsx'
import { formatBytes } from '../../ui/format.ts'
import classes from './simulate.module.css'

type Leftover = z.output<typeof leftoverSchema>

/** Schemas that runs have left because their program ended: dropped here, one by one or together. */
export function Leftovers(): ReactNode {
  const { data } = useQuery(leftoversQuery)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const free = data?.filter(({ isInUse }) => !isInUse) ?? []
  const remove = async (schemas: readonly Leftover[]) => {
    setBusy(true)
    setProblem(undefined)
    try {
      for (const { schema } of schemas) await client.simulations.removeLeftover({ schema })
    } catch (error) {
      setProblem(readFailure(error).detail)
    } finally {
      setBusy(false)
      await queryClient.invalidateQueries({ queryKey: leftoversQuery.queryKey })
    }
  }
  // Schemas in use belong to runs under way, which drop them themselves.
  if (free.length === 0) return null
  return (
    <section className={classes.leftovers} aria-label="Left-over schemas">
      <header>
        <h2>{free.length === 1 ? 'One schema was left behind' : `${free.length} schemas were left behind`}</h2>
        <p>Their program ended before it could drop them. They hold nothing but simulated tables.</p>
        <WriteButton size="compact-sm" variant="default" disabled={busy} onClick={() => void remove(free)}>
          {free.length === 1 ? 'Drop it' : 'Drop all'}
        </WriteButton>
      </header>
      <ul>
        {free.map(leftover => (
          <li key={leftover.schema}>
            <code>{leftover.schema}</code>
            <span>{leftover.bytes === null ? '' : formatBytes(leftover.bytes)}</span>
            {free.length > 1 ? (
              <WriteButton
                size="compact-xs"
                variant="subtle"
                disabled={busy}
                aria-label={`Drop ${leftover.schema}`}
                onClick={() => void remove([leftover])}
              >
                Drop
              </WriteButton>
            ) : null}
          </li>
        ))}
      </ul>
      {problem ? (
        <p className={classes.problem} role="alert">
          {problem}
        </p>
      ) : null}
    </section>
  )
}
