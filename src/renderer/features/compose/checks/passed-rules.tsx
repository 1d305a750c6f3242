import { IconListCheck } from '@tabler/icons-react'
import { type ReactNode, useMemo, useState } from 'react'
import { lookedAtRules } from '../../../../shared/delta/looked-at-rules.ts'
import { findRule } from '../../../../shared/delta/rules.ts'
import { formatCount } from '../../../ui/format.ts'
import type { Composition } from '../use-composition.ts'
import classes from './checks.module.css'
import { FoldButton } from './fold-button.tsx'

/** The rules that had something to look at in the draft and found nothing wrong. */
export function PassedRules({ composition }: { readonly composition: Composition }): ReactNode {
  const { draft, checks } = composition
  const [isOpen, setIsOpen] = useState(false)
  const { content, issues, suppressed, isFresh, table } = checks
  const isAgainstTable = table.kind === 'answered'
  const passed = useMemo(() => {
    if (!content) return []
    const broken = new Set([...issues, ...suppressed].map(({ issue }) => issue.rule))
    const kinds = new Set(content.kinds)
    return lookedAtRules({ kinds, version: draft.expectedVersion, isAgainstTable }).filter(rule => !broken.has(rule))
  }, [content, issues, suppressed, draft.expectedVersion, isAgainstTable])
  if (draft.phase !== 'open' || !isFresh || passed.length === 0 || draft.text.trim() === '') return null
  return (
    <>
      <FoldButton icon={IconListCheck} tone="good" isOpen={isOpen} onToggle={() => setIsOpen(!isOpen)}>
        {passed.length === 1 ? 'One rule passed' : `${formatCount(passed.length)} rules passed`}
      </FoldButton>
      {isOpen ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard
        <section className={classes.fold} tabIndex={0} aria-label="Rules passed">
          {isAgainstTable ? null : <p className={classes.dim}>Of the draft by itself; the table was not asked.</p>}
          <ul>
            {passed.map(id => {
              const rule = findRule(id)
              return (
                <li key={id} title={rule?.explanation}>
                  <code>{id}</code>
                  <span>{rule?.title}</span>
                  <span className={classes.dim}>{rule?.section}</span>
                </li>
              )
            })}
          </ul>
        </section>
      ) : null}
    </>
  )
}
