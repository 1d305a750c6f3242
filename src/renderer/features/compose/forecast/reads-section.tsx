import { NativeSelect, SegmentedControl } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { READS_NOTHING } from '../../../../shared/contract/kept-draft.ts'
import { type AskedIsolation, askedIsolationSchema, type DeclaredReads } from '../../../../shared/contract/schemas.ts'
import type { Composition } from '../use-composition.ts'
import classes from './forecast.module.css'
import { SomeReads } from './some-reads.tsx'

type ReadsMode = 'nothing' | 'some' | 'table'

const MODES = [
  { value: 'nothing', label: 'Nothing' },
  { value: 'some', label: 'Some of it' },
  { value: 'table', label: 'The whole table' },
]

/** What the commit has looked at, as its author says, and how strictly it is to be judged. */
export function ReadsSection({ composition }: { readonly composition: Composition }): ReactNode {
  const { draft, isLocked, edit } = composition
  const { reads } = draft
  const [isSome, setIsSome] = useState(() => declares(reads))
  const [before, setBefore] = useState<DeclaredReads>(reads)
  const mode: ReadsMode = reads.wholeTable ? 'table' : isSome || declares(reads) ? 'some' : 'nothing'

  function choose(next: string): void {
    if (declares(reads)) setBefore(reads)
    setIsSome(next === 'some')
    if (next === 'nothing') edit({ reads: READS_NOTHING })
    if (next === 'table') edit({ reads: { ...READS_NOTHING, wholeTable: true } })
    if (next === 'some') edit({ reads: { ...before, wholeTable: false } })
  }

  return (
    <section className={classes.reads} aria-label="What the commit has read">
      <h2>What the commit has read</h2>
      <div className={classes.readsBody}>
        <SegmentedControl
          aria-label="What the commit has read"
          data={MODES}
          value={mode}
          disabled={isLocked}
          fullWidth
          onChange={choose}
        />
        {mode === 'some' ? <SomeReads composition={composition} /> : null}
        <NativeSelect
          size="xs"
          label="Isolation level"
          value={draft.isolationLevel ?? ''}
          disabled={isLocked}
          data={[
            { value: '', label: 'As the table asks' },
            ...askedIsolationSchema.options.map(level => ({ value: level, label: level })),
          ]}
          onChange={event => edit({ isolationLevel: readLevel(event.currentTarget.value) })}
        />
      </div>
    </section>
  )
}

function declares({ wholeTable, scans, files, appIds }: DeclaredReads): boolean {
  return !wholeTable && scans.length + files.length + appIds.length > 0
}

function readLevel(text: string): AskedIsolation | null {
  return askedIsolationSchema.options.find(level => level === text) ?? null
}
