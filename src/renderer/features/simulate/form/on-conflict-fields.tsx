import type { ReactNode } from 'react'
import type { OnConflict } from '../../../../shared/contract/scenarios.ts'
import { Amount, Choice } from './fields.tsx'
import type { WriterFieldsProps } from './writers-part.tsx'

const KINDS = ['fail', 'retry', 'rebase', 'renumber'] as const
const ATTEMPTS_MAX = 1_000
const PAUSE_MS_MAX = 600_000

/** What a writer does when somebody else was first. */
export function OnConflictFields({ writer: { onConflict }, onChange }: WriterFieldsProps): ReactNode {
  const set = (next: OnConflict) => onChange({ onConflict: next })
  return (
    <>
      <Choice
        label="On conflict"
        hint="Renumber: the same commit under the next number without asking anybody, as careless writers do"
        value={onConflict.kind}
        words={KINDS}
        names={{ fail: 'gives up', retry: 'makes it anew', rebase: 'rebases it', renumber: 'renumbers it' }}
        width={136}
        onChange={kind => set(kindOf(kind, onConflict))}
      />
      {onConflict.kind === 'fail' ? null : (
        <Amount
          label="Tries"
          value={onConflict.attempts}
          min={1}
          max={ATTEMPTS_MAX}
          onChange={attempts => set({ ...onConflict, attempts })}
        />
      )}
      {onConflict.kind === 'retry' ? (
        <>
          <Amount
            label="Pause"
            hint="Before the first new try; it doubles with each one"
            value={onConflict.backoffMs}
            max={PAUSE_MS_MAX}
            suffix=" ms"
            width={84}
            onChange={backoffMs =>
              set({ ...onConflict, backoffMs, backoffMaxMs: Math.max(backoffMs, onConflict.backoffMaxMs) })
            }
          />
          <Amount
            label="Up to"
            value={onConflict.backoffMaxMs}
            max={PAUSE_MS_MAX}
            suffix=" ms"
            width={84}
            onChange={backoffMaxMs => set({ ...onConflict, backoffMaxMs })}
          />
        </>
      ) : null}
    </>
  )
}

function kindOf(kind: OnConflict['kind'], before: OnConflict): OnConflict {
  const attempts = before.kind === 'fail' ? 3 : before.attempts
  switch (kind) {
    case 'fail':
      return { kind }
    case 'retry':
      return { kind, attempts, backoffMs: 0, backoffMaxMs: 0 }
    case 'rebase':
    case 'renumber':
      return { kind, attempts }
  }
}
