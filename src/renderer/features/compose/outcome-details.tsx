import { Button, Group } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { TimingsBar } from '../../app/timings-bar.tsx'
import { Time } from '../../ui/values.tsx'
import { ConflictDetails } from './conflict-details.tsx'
import { InvalidDetails } from './invalid-details.tsx'
import classes from './outcome-card.module.css'
import type { OutcomeCardProps } from './outcome-card.tsx'
import type { SendResult } from './send-result.ts'
import { TimeoutDetails } from './timeout-details.tsx'
import { UnknownDetails } from './unknown-details.tsx'

const UNTOUCHED = 'Nothing was written; the draft is as you left it.'

/** What to know of an outcome and what can be done now, a design for each. */
export function OutcomeDetails(props: OutcomeCardProps & { readonly result: SendResult }): ReactNode {
  const { result, composition, onAnother } = props
  const { table, draft, sending } = composition
  switch (result.kind) {
    case 'committed':
      return (
        <>
          <p>
            {result.found ? 'The log holds this draft; sending it again cannot repeat it. ' : ''}
            <Time at={result.committedAt} />
            {result.warning === undefined ? '' : `. The server warns: ${result.warning}`}
          </p>
          <TimingsBar timings={result.timings} />
          <Group gap="xs">
            <Button
              renderRoot={button => (
                <Link
                  to="/t/$name/v/$version"
                  params={{ name: table.name, version: `${result.version}` }}
                  {...button}
                />
              )}
            >
              Open v{`${result.version}`}
            </Button>
            {result.version > 0n ? (
              <Button
                variant="default"
                renderRoot={button => (
                  <Link
                    to="/t/$name/compose"
                    params={{ name: table.name }}
                    search={{ template: 'restore', from: `${result.version - 1n}` }}
                    {...button}
                  />
                )}
              >
                Undo by a new commit …
              </Button>
            ) : null}
            <Button variant="default" onClick={onAnother}>
              Compose another
            </Button>
          </Group>
        </>
      )
    case 'version-conflict':
      return (
        <ConflictDetails
          conflict={result}
          table={table}
          onTakeVersion={props.onTakeVersion}
          onRebase={() => void props.composition.rebasing.ask()}
        />
      )
    case 'invalid':
      return <InvalidDetails issues={result.issues} text={draft.text} onGoTo={props.onGoTo} />
    case 'database-error':
      return (
        <>
          <p>{result.message}</p>
          <dl className={classes.facts}>
            {Object.entries({
              SQLSTATE: result.sqlState,
              constraint: result.constraint,
              table: result.table,
              step: result.step,
              detail: result.detail,
              hint: result.hint,
            }).map(([name, value]) =>
              value === null ? null : (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ),
            )}
          </dl>
          <p>
            {UNTOUCHED}{' '}
            {result.retryable
              ? 'The same draft may be sent again as it is.'
              : 'Sending it again as it is would end the same way.'}
          </p>
          <TimingsBar timings={result.timings ?? {}} />
          {result.retryable ? <SendAgain onSend={sending.send} /> : null}
        </>
      )
    case 'timeout':
      return (
        <>
          <TimeoutDetails timeout={result} />
          <p>{UNTOUCHED} Sending it again is safe.</p>
          <SendAgain onSend={sending.send} />
        </>
      )
    case 'cancelled':
      return (
        <>
          <p>{UNTOUCHED} Sending it again is safe.</p>
          <SendAgain onSend={sending.send} />
        </>
      )
    case 'not-committed':
      return (
        <>
          <p>The log was asked by commit id: this draft is not in it. {UNTOUCHED} Sending it again is safe.</p>
          <SendAgain onSend={sending.send} />
        </>
      )
    case 'failed':
      return (
        <p>
          {result.failure.detail} {UNTOUCHED}
        </p>
      )
    case 'unknown':
      return <UnknownDetails unknown={result} table={table} onSettle={sending.settle} />
  }
  return result satisfies never
}

function SendAgain({ onSend }: { readonly onSend: () => Promise<void> }): ReactNode {
  return (
    <Group>
      <Button variant="default" onClick={() => void onSend()}>
        Send again
      </Button>
    </Group>
  )
}
