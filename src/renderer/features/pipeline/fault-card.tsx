import { Button, CopyButton } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { CopyFault, CopyRunReport } from '../../../shared/contract/copies.ts'
import { type Fact, FactList } from '../../ui/fact-list.tsx'
import { formatCount } from '../../ui/format.ts'
import classes from './pipeline.module.css'
import { durableText } from './run-words.ts'

interface FaultCardProps {
  readonly run: CopyRunReport
  readonly fault: CopyFault
}

/** Why the run failed: the row, the column, the value byte for byte, the server's words, and what is durable. */
export function FaultCard({ run, fault }: FaultCardProps): ReactNode {
  const facts = factsOf(fault)
  const report = [
    `Run #${run.number}: ${fault.message}`,
    durableText(run),
    ...facts.map(({ name, value }) => `${name}: ${String(value)}`),
    ...fault.fields.map(({ column, text }) => `${column} = ${text}`),
  ]
  return (
    <section className={classes.fault} role="alert" aria-label="Why the run failed">
      <div className={classes.faultHead}>
        <IconAlertTriangle size={18} stroke={1.75} aria-hidden="true" />
        <h2>{fault.message}</h2>
        <CopyButton value={report.join('\n')}>
          {({ copied, copy }) => (
            <Button size="compact-xs" variant="default" onClick={copy}>
              {copied ? 'Copied' : 'Copy report'}
            </Button>
          )}
        </CopyButton>
      </div>
      <p>{durableText(run)}</p>
      <FactList facts={facts} label="What is known of it" />
      {fault.fields.length > 0 ? (
        <details className={classes.row}>
          <summary>The row, {fault.fields.length} columns</summary>
          <dl>
            {fault.fields.map(({ column, text }) => (
              <div key={column} data-blamed={column === fault.column || undefined}>
                <dt>{column}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        </details>
      ) : null}
    </section>
  )
}

function factsOf({ table, row, column, value, sqlState, constraint, detail, hint }: CopyFault): Fact[] {
  const known: [name: string, value: string | null, hint?: string][] = [
    ['Table', table],
    ['Row', row === null ? null : `${formatCount(row)} of its COPY, counted from 0`],
    ['Column', column],
    ['Value', value?.text ?? null],
    ['Bytes', value?.hex ? bytesText(value.hex, value.bytes) : null, value?.sent ? SENT : NOT_SENT],
    ['SQLSTATE', sqlState],
    ['Constraint', constraint],
    ['Detail', detail],
    ['Hint', hint],
  ]
  return known.flatMap(([name, text, meaning]) => (text === null ? [] : [{ name, value: text, hint: meaning }]))
}

const SENT = 'The bytes of the value as they were sent.'
const NOT_SENT = 'The value was refused before it was sent; these are its own bytes.'
const HEX_OF_BYTE = /../g

function bytesText(hex: string, bytes: number): string {
  const shown = hex.length / 2
  const pairs = (hex.match(HEX_OF_BYTE) ?? []).join(' ')
  return shown < bytes ? `${pairs} … (${formatCount(bytes)} bytes)` : pairs
}
