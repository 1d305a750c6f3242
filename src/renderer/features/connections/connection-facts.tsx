import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ConnectionSummary } from '../../../shared/contract/connections.ts'
import { LEVEL_NAMES } from '../../app/safety-words.ts'
import { FactList } from '../../ui/fact-list.tsx'
import { stateText } from './connection-list.tsx'
import classes from './connections.module.css'

export interface ConnectionFactsProps {
  readonly connection: ConnectionSummary
  readonly onConnect: (connection: ConnectionSummary) => void
}

const ORIGINS = {
  'built-in': 'The PostgreSQL that comes along; it keeps its data in the data folder of this program.',
  'command-line': 'Named where the program was started. To change it, start the program anew.',
  saved: '',
} as const

/** The connection that the program was started with: it can be looked at and used, and there is nothing to edit. */
export function ConnectionFacts({ connection, onConnect }: ConnectionFactsProps): ReactNode {
  const { profile, place, origin, level, state } = connection
  return (
    <div className={classes.editor}>
      <div className={classes.fields}>
        <h2 className={classes.heading}>{profile.name}</h2>
        <p className={classes.hint}>{ORIGINS[origin]}</p>
        <FactList
          label={`About ${profile.name}`}
          facts={[
            { name: 'Where', value: place },
            { name: 'State', value: stateText(state) },
            { name: 'Opens', value: LEVEL_NAMES[level] },
          ]}
        />
      </div>
      <footer className={classes.footer}>
        <span className={classes.space} />
        <Button onClick={() => onConnect(connection)}>Show its tables</Button>
      </footer>
    </div>
  )
}
