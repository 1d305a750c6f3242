import type { ReactNode } from 'react'
import type { TemplateReport } from '../../../../shared/contract/templates.ts'
import { parseAction } from '../../../../shared/delta/parse-action.ts'
import { formatCount } from '../../../ui/format.ts'
import { PathText } from '../../../ui/path-text.tsx'
import { useDraftFacts } from '../checks/use-draft-facts.ts'
import { EffectList } from '../effect-summary.tsx'
import classes from './template-dialog.module.css'
import type { Answer } from './template-dialog.tsx'

/** What a template makes of what was asked, or why it cannot. */
export function TemplateAnswer({ answer }: { readonly answer: Answer }): ReactNode {
  switch (answer.kind) {
    case 'made':
      return <Made answer={answer} />
    case 'refused':
      return (
        <div className={classes.answer} data-tone="bad">
          <p>{answer.reason}</p>
          <Refused answer={answer} />
        </div>
      )
    case 'invalid':
      return (
        <div className={classes.answer} data-tone="bad">
          {answer.issues.slice(0, 5).map(({ rule, message }) => (
            <p key={`${rule} ${message}`}>{message}</p>
          ))}
        </div>
      )
    case 'failed':
      return (
        <div className={classes.answer} data-tone="bad">
          <p>{answer.failure.detail}</p>
        </div>
      )
  }
  return answer satisfies never
}

function Made({ answer }: { readonly answer: Extract<TemplateReport, { kind: 'made' }> }): ReactNode {
  const { facts, isFresh } = useDraftFacts(answer.actions, answer.base + 1n)
  return (
    <div className={classes.answer} data-tone="good">
      {isFresh ? <EffectList effect={facts.content?.effect} /> : <p>Counting what it does …</p>}
      {answer.notes.map(note => (
        <p key={note}>{note}</p>
      ))}
    </div>
  )
}

function Refused({ answer }: { readonly answer: Extract<TemplateReport, { kind: 'refused' }> }): ReactNode {
  const { files, fileCount } = answer
  if (fileCount === 0) return null
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard
    <section className={classes.files} tabIndex={0} aria-label="Files that are in the way">
      {files.map(({ ordinal, line }) => {
        const parsed = parseAction(line, ordinal)
        const action = parsed.kind === 'ok' ? parsed.value.action : undefined
        return <PathText key={ordinal} path={action?.kind === 'add' ? action.path : line} />
      })}
      {fileCount > files.length ? <p>and {formatCount(fileCount - files.length)} more</p> : null}
    </section>
  )
}
