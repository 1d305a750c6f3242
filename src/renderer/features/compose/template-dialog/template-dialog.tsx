import { Button, Group } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { TemplateReport } from '../../../../shared/contract/templates.ts'
import { client } from '../../../api/client.ts'
import { type Failure, readFailure } from '../../../api/failure.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import type { MadeTemplate } from './apply-template.ts'
import { TemplateAnswer } from './template-answer.tsx'
import classes from './template-dialog.module.css'
import { TemplateField } from './template-field.tsx'
import { type FormValues, isFilledIn, TEMPLATE_FORMS, type TemplateName } from './template-forms.ts'

export interface TemplateDialogProps {
  readonly template: TemplateName | undefined
  readonly tableId: string
  readonly onClose: () => void
  readonly onMade: (made: MadeTemplate) => void
}

export type Answer = TemplateReport | { readonly kind: 'failed'; readonly failure: Failure }

/** Asks what a template needs to know, shows what it makes of it, and only then adds it to the draft. */
export function TemplateDialog({ template, tableId, onClose, onMade }: TemplateDialogProps): ReactNode {
  const [values, setValues] = useState<FormValues>({})
  const [answer, setAnswer] = useState<Answer>()
  const [isAsking, setIsAsking] = useState(false)
  const form = template && TEMPLATE_FORMS[template]

  async function ask(): Promise<void> {
    if (!form || !isFilledIn(form, values)) return
    setIsAsking(true)
    const report = await client.commits
      .makeTemplate({ tableId, request: form.toRequest(values) })
      .catch((error: unknown): Answer => ({ kind: 'failed', failure: readFailure(error) }))
    setIsAsking(false)
    setAnswer(report)
  }

  return (
    <Dialog opened={form !== undefined} onClose={onClose} title={form?.title ?? ''} width={560}>
      {form ? (
        <form
          className={classes.form}
          onSubmit={event => {
            event.preventDefault()
            if (answer?.kind === 'made') onMade(answer)
            else void ask()
          }}
        >
          <p>{form.summary}</p>
          {form.fields.map((field, index) => (
            <TemplateField
              key={field.name}
              field={field}
              value={values[field.name] ?? ''}
              isFirst={index === 0}
              onChange={value => {
                setValues({ ...values, [field.name]: value })
                setAnswer(undefined)
              }}
            />
          ))}
          <output>{answer ? <TemplateAnswer answer={answer} /> : null}</output>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={isAsking} disabled={!isFilledIn(form, values)}>
              {answer?.kind === 'made' ? 'Add to the draft' : 'Show what it makes'}
            </Button>
          </Group>
        </form>
      ) : null}
    </Dialog>
  )
}
