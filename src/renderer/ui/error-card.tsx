import { Button, CopyButton, Text, Title } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './states.module.css'

export interface ErrorCardProps {
  /** What happened, in one line. */
  readonly title: string
  readonly detail: string
  /** How things stand now; what was not touched. */
  readonly state?: string | undefined
  /** Codes and references worth giving to somebody else: `SQLSTATE` → `08006`. */
  readonly facts?: Readonly<Record<string, string | undefined>>
  readonly onRetry?: (() => void) | undefined
  readonly actions?: ReactNode
}

/** In place of data that could not be had: what happened, how things stand, what can be done, and a report to copy. */
export function ErrorCard({ title, detail, state, facts = {}, onRetry, actions }: ErrorCardProps): ReactNode {
  const known = Object.entries(facts).filter((fact): fact is [string, string] => fact[1] !== undefined)
  const report = [title, detail, state, ...known.map(([name, value]) => `${name}: ${value}`), new Date().toISOString()]
  return (
    <div className={classes.centred}>
      <section className={classes.error} role="alert">
        <IconAlertTriangle size={20} stroke={1.75} className={classes.errorIcon} aria-hidden="true" />
        <div className={classes.errorBody}>
          <Title order={1} size="h2">
            {title}
          </Title>
          <Text size="md">{detail}</Text>
          {state ? (
            <Text size="sm" c="var(--dd-text-dim)">
              {state}
            </Text>
          ) : null}
          {known.length > 0 ? (
            <dl className={classes.facts}>
              {known.map(([name, value]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          ) : null}
          <div className={classes.actions}>
            {onRetry ? <Button onClick={onRetry}>Try again</Button> : null}
            {actions}
            <CopyButton value={report.filter(Boolean).join('\n')}>
              {({ copied, copy }) => (
                <Button variant="default" onClick={copy}>
                  {copied ? 'Copied' : 'Copy report'}
                </Button>
              )}
            </CopyButton>
          </div>
        </div>
      </section>
    </div>
  )
}
