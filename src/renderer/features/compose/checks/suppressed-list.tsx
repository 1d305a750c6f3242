import { Button } from '@mantine/core'
import { IconEyeOff } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { formatCount } from '../../../ui/format.ts'
import type { Composition } from '../use-composition.ts'
import classes from './checks.module.css'
import { FoldButton } from './fold-button.tsx'
import { restore } from './suppressions.ts'

export const SUPPRESSED_TOGGLE_ID = 'suppressed-rules'

/** Rules whose warnings the draft's author does not want to see, with the reasons; each can be shown again. */
export function SuppressedList({ composition }: { readonly composition: Composition }): ReactNode {
  const { draft, checks, isLocked, edit } = composition
  const [isOpen, setIsOpen] = useState(false)
  const rules = draft.suppressed ?? []
  if (rules.length === 0) return null
  return (
    <>
      <FoldButton id={SUPPRESSED_TOGGLE_ID} icon={IconEyeOff} isOpen={isOpen} onToggle={() => setIsOpen(!isOpen)}>
        {rules.length === 1 ? 'One rule suppressed' : `${formatCount(rules.length)} rules suppressed`}
      </FoldButton>
      {isOpen ? (
        <ul className={classes.fold} aria-label="Suppressed rules">
          {rules.map(({ rule, reason }) => (
            <li key={rule} className={classes.suppressed}>
              <span>
                <code>{rule}</code>
                <span className={classes.dim}>
                  {countText(checks.suppressed.filter(({ issue }) => issue.rule === rule).length)}
                </span>
                {reason === '' ? null : <q>{reason}</q>}
              </span>
              <Button
                size="compact-xs"
                variant="default"
                disabled={isLocked}
                aria-label={`Show warnings of ${rule} again`}
                onClick={() => edit(restore(draft, rule))}
              >
                Restore
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
    </>
  )
}

function countText(count: number): string {
  if (count === 0) return 'not broken now'
  return count === 1 ? 'one warning' : `${formatCount(count)} warnings`
}
