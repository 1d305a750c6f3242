import { Button, CopyButton, Loader } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { Strip } from '../../ui/strip.tsx'
import classes from './connections.module.css'
import type { Doctor, DoctorFinding } from './use-doctor.ts'

const ICONS = { ok: IconCircleCheck, warning: IconAlertTriangle, failed: IconCircleX } as const
const WORDS = { ok: 'fine', warning: 'worth a look', failed: 'failed' } as const

/** What the examination found, step by step, with what can be done. */
export function DoctorPanel({ doctor, place }: { readonly doctor: Doctor; readonly place: string }): ReactNode {
  const { findings, isBusy, problem } = doctor
  const panel = useRef<HTMLElement>(null)
  const count = findings?.length
  // The form is longer than most windows: what is found must not wait below its end.
  useEffect(() => {
    if (count !== undefined) panel.current?.scrollIntoView({ block: 'nearest' })
  }, [count])
  if (findings === undefined) return null
  const failed = findings.filter(({ state }) => state === 'failed').length
  return (
    <section ref={panel} className={classes.doctor} aria-label="Examination" aria-live="polite">
      <header>
        <h2>
          {isBusy
            ? 'Examining…'
            : failed === 0
              ? 'Nothing is wrong'
              : failed === 1
                ? 'One step failed'
                : `${failed} steps failed`}
        </h2>
        {isBusy ? <Loader size={14} /> : null}
        <span className={classes.space} />
        <CopyButton value={reportOf(findings, place)}>
          {({ copied, copy }) => (
            <Button size="compact-xs" variant="default" onClick={copy}>
              {copied ? 'Copied' : 'Copy report'}
            </Button>
          )}
        </CopyButton>
      </header>
      {problem ? <Strip tone="error">{problem}</Strip> : null}
      <ol>
        {findings.map(finding => (
          <FindingLine key={finding.step} finding={finding} />
        ))}
      </ol>
    </section>
  )
}

function FindingLine({ finding }: { readonly finding: DoctorFinding }): ReactNode {
  const { step, state, tookMs, found, fix } = finding
  const Icon = ICONS[state]
  return (
    <li data-state={state}>
      <Icon size={15} stroke={1.9} aria-label={WORDS[state]} />
      <span className={classes.step}>{step}</span>
      <span className={classes.finding}>
        {found}
        {fix === null ? null : <em>{fix}</em>}
      </span>
      <span className={classes.took}>{tookMs < 10 ? tookMs.toFixed(1) : Math.round(tookMs)} ms</span>
    </li>
  )
}

function reportOf(findings: readonly DoctorFinding[], place: string): string {
  const lines = findings.flatMap(({ step, state, tookMs, found, fix }) => [
    `${WORDS[state].padEnd(12)} ${step.padEnd(11)} ${String(tookMs).padStart(8)} ms  ${found}`,
    ...(fix === null ? [] : [`${' '.repeat(38)}→ ${fix}`]),
  ])
  return [place, new Date().toISOString(), ...lines, ''].join('\n')
}
