import type { ReactNode } from 'react'
import type { Fact } from '../../ui/fact-list.tsx'
import { indentJson } from '../../ui/indent-json.ts'
import { type ActionField, actionFields } from './action-fields.ts'
import type { ActionRow } from './action-row.ts'
import { numberGloss } from './number-gloss.ts'
import classes from './version.module.css'

const CHARACTERS_BESIDE = 32
/** Shown on their own, below the other fields or above them. */
const ELSEWHERE = new Set(['stats', 'schemaString', 'path'])

/** The fields of an action as facts, in the order of the line; 64-bit numbers keep every digit. */
export function actionFacts(row: ActionRow): Fact[] {
  const isFile = row.isPath || row.kind === 'metaData'
  return actionFields(row.line, row.action)
    .filter(field => !(isFile && !field.isUnknown && ELSEWHERE.has(field.name)))
    .map(field => ({
      name: field.name,
      value: <FieldValue field={field} />,
      mark: field.isUnknown ? 'unknown to this app' : undefined,
      hint: field.isUnknown ? 'This program keeps the field as it is and does nothing with it.' : undefined,
      wide: field.isUnknown || isLong(field),
    }))
}

function FieldValue({ field }: { readonly field: ActionField }): ReactNode {
  if (isContainer(field) && !isLong(field)) return <code className={classes.number}>{field.text}</code>
  if (isContainer(field)) return <pre className={classes.code}>{indentJson(field.text)}</pre>
  if (field.string !== undefined) return field.string === '' ? <i>empty text</i> : field.string
  const isNumber = field.value.kind === 'number'
  const gloss = isNumber ? numberGloss(field.name, field.text) : undefined
  return (
    <>
      <span className={classes.number}>{field.text}</span>
      {gloss ? <span className={classes.gloss}>{gloss}</span> : null}
    </>
  )
}

/** Longer than what fits beside its name. */
function isLong(field: ActionField): boolean {
  return isContainer(field) && field.text.length > CHARACTERS_BESIDE
}

function isContainer({ value }: ActionField): boolean {
  return value.kind === 'object' || value.kind === 'array'
}
