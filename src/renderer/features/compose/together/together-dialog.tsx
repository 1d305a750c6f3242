import { Button, Group, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { KeptDraft } from '../../../../shared/contract/kept-draft.ts'
import type { TogetherOutcome } from '../../../../shared/contract/outcome.ts'
import { client } from '../../../api/client.ts'
import { readFailure } from '../../../api/failure.ts'
import { FailureCard } from '../../../app/failure-card.tsx'
import { WriteButton } from '../../../app/write-button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Loading } from '../../../ui/loading.tsx'
import { useDraftFacts } from '../checks/use-draft-facts.ts'
import classes from '../compose.module.css'
import { EffectList } from '../effect-summary.tsx'
import { describeResult, resultOfOutcome } from '../send-result.ts'
import { commitTogether, type TogetherAnswer } from './commit-together.ts'

export interface TogetherDialogProps {
  /** Empty: closed. */
  readonly draftIds: readonly string[]
  readonly onClose: () => void
}

const WORD = 'commit all'

/** The last question before several tables change in one transaction, and then what became of each. */
export function TogetherDialog({ draftIds, onClose }: TogetherDialogProps): ReactNode {
  return (
    <Dialog opened={draftIds.length > 0} onClose={onClose} title="Commit together, or not at all" width={640}>
      {draftIds.length > 0 ? <Together draftIds={draftIds} onClose={onClose} /> : null}
    </Dialog>
  )
}

function Together({ draftIds, onClose }: TogetherDialogProps): ReactNode {
  const [typed, setTyped] = useState('')
  const [isSending, setIsSending] = useState(false)
  const [answer, setAnswer] = useState<TogetherAnswer | { readonly kind: 'lost'; readonly detail: string }>()
  const {
    data: drafts,
    error,
    refetch,
  } = useQuery({
    queryKey: ['together', ...draftIds],
    queryFn: ({ signal }) => Promise.all(draftIds.map(draftId => client.drafts.read({ draftId }, { signal }))),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
  })
  const known = drafts?.filter(draft => draft !== null) ?? []
  const problem = drafts && problemOf(known, draftIds.length)

  async function send(): Promise<void> {
    setIsSending(true)
    const told = await commitTogether(known, {
      keep: draft => client.drafts.keep(draft),
      append: sent => client.commits.appendTogether({ drafts: [...sent] }),
    }).catch((failure: unknown) => ({ kind: 'lost' as const, detail: readFailure(failure).detail }))
    setIsSending(false)
    setAnswer(told)
  }

  if (error) return <FailureCard error={error} onRetry={refetch} />
  if (!drafts) return <Loading what="the drafts" />
  return (
    <div className={classes.review}>
      {known.map((draft, index) => (
        <section key={draft.draftId} aria-label={draft.tableName}>
          <b>
            {draft.tableName} v{`${draft.expectedVersion}`}
          </b>{' '}
          {answer?.kind === 'outcomes' ? (
            <output>{sentenceOf(answer.outcomes[index])}</output>
          ) : (
            <DraftEffect draft={draft} />
          )}
        </section>
      ))}
      {answer?.kind === 'not-ours' ? (
        <p className={classes.notKept}>
          The draft for {answer.draft.tableName} was changed elsewhere. Nothing was sent.
        </p>
      ) : null}
      {answer?.kind === 'lost' ? (
        <p className={classes.notKept}>
          {answer.detail} Whether they were committed is not known: open one of them, and the log is asked.
        </p>
      ) : null}
      {problem === undefined ? null : <p className={classes.notKept}>{problem}</p>}
      {answer === undefined && problem === undefined ? (
        <>
          <p>All of these tables get their version in one transaction, or none of them does.</p>
          <TextInput
            data-autofocus
            label={`Type  ${WORD}  to commit`}
            value={typed}
            autoComplete="off"
            onChange={event => setTyped(event.currentTarget.value)}
          />
        </>
      ) : null}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {answer ? 'Close' : 'Cancel'}
        </Button>
        {answer ? null : (
          <WriteButton
            loading={isSending}
            disabled={problem !== undefined || typed.trim() !== WORD}
            onClick={() => void send()}
          >
            Commit {known.length} tables
          </WriteButton>
        )}
      </Group>
    </div>
  )
}

function DraftEffect({ draft: { text, expectedVersion } }: { readonly draft: KeptDraft }): ReactNode {
  const { facts, isFresh } = useDraftFacts(text, expectedVersion)
  return isFresh ? <EffectList effect={facts.content?.effect} /> : <p className={classes.dim}>Reading the draft …</p>
}

function problemOf(drafts: readonly KeptDraft[], wanted: number): string | undefined {
  if (drafts.length < wanted) return 'One of the drafts is not there any more.'
  if (drafts.some(({ phase }) => phase !== 'open')) return 'One of the drafts was sent already.'
  const tables = new Set(drafts.map(({ tableId }) => tableId))
  return tables.size < drafts.length
    ? 'Two of the drafts are for the same table: only one of them can be next.'
    : undefined
}

function sentenceOf(outcome: TogetherOutcome | undefined): string {
  if (outcome === undefined) return ''
  if (outcome.kind === 'held-back') return 'Held back because of another one; nothing was written.'
  return describeResult(resultOfOutcome(outcome)).title
}
