import { Button, CopyButton, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { ConnectionSummary, OpenAnswer } from '../../shared/contract/connections.ts'
import { client } from '../api/client.ts'
import { readFailure } from '../api/failure.ts'
import { Strip } from '../ui/strip.tsx'
import classes from './gate.module.css'

export interface SchemaMissingProps {
  readonly connection: ConnectionSummary
  readonly missing: Extract<OpenAnswer, { readonly kind: 'schema-missing' }>
  readonly onAnswer: (answer: Exclude<OpenAnswer, { readonly kind: 'open' }>) => void
}

/** The server is there and our tables are not: shows the statements, and runs them on request. */
export function SchemaMissing({ connection, missing, onAnswer }: SchemaMissingProps): ReactNode {
  const { profile, level, place } = connection
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<string>()
  const [isBusy, setIsBusy] = useState(false)
  const { data } = useQuery({
    queryKey: ['connection', profile.id, 'schema'],
    queryFn: () => client.connections.schemaSql({ id: profile.id }),
  })
  const mustType = level === 'read-only'

  async function create(event: FormEvent): Promise<void> {
    event.preventDefault()
    setIsBusy(true)
    try {
      const answer = await client.connections.createSchema({ id: profile.id, typed })
      if (answer.kind !== 'open') onAnswer(answer)
    } catch (error) {
      setProblem(readFailure(error).detail)
    }
    setIsBusy(false)
  }

  return (
    <div className={classes.page}>
      <form className={classes.card} data-wide onSubmit={event => void create(event)}>
        <h1 className={classes.title}>No Delta log lives in the schema “{missing.schema}” yet</h1>
        <p className={classes.place}>{place}</p>
        <p className={classes.text}>
          The tables of a log are missing ({missing.migrations.join(', ')}). Nothing was changed. These statements make
          them; they can be run here, or handed to whoever may run them.
        </p>
        {problem ? <Strip tone="error">{problem}</Strip> : null}
        <pre className={classes.sql}>{data?.sql ?? '…'}</pre>
        {mustType ? (
          <TextInput
            label={`This connection opens read-only. Type ${profile.name} to make the tables`}
            value={typed}
            autoComplete="off"
            spellCheck={false}
            onChange={event => setTyped(event.currentTarget.value)}
          />
        ) : null}
        <div className={classes.buttons}>
          <Button variant="default" onClick={() => void navigate({ to: '/connections', search: { edit: profile.id } })}>
            Choose another schema
          </Button>
          <CopyButton value={data?.sql ?? ''}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? 'Copied' : 'Copy the SQL'}
              </Button>
            )}
          </CopyButton>
          <Button type="submit" loading={isBusy} disabled={mustType && typed.trim() !== profile.name}>
            Make the tables
          </Button>
        </div>
      </form>
    </div>
  )
}
