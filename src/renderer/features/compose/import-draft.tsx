import { Button, FileButton, Group, Textarea } from '@mantine/core'
import { type ReactNode, useMemo, useState } from 'react'
import { type DraftFile, type ReadDraftFile, readDraftFile } from '../../../shared/contract/draft-file.ts'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { formatIssuePath } from '../../../shared/delta/issue.ts'
import { DRAFT_BYTES_MAX } from '../../../shared/limits.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { formatBytes } from '../../ui/format.ts'
import { JsonEditor } from '../../ui/json-editor.tsx'
import { useDraftFacts } from './checks/use-draft-facts.ts'
import classes from './compose.module.css'
import type { DraftStart } from './use-begin-draft.ts'

/** A text from outside, and what it is called. */
export interface ForeignText {
  readonly name: string
  readonly text: string
}

export interface ImportDraftProps {
  readonly table: TableSummary
  /** Undefined: the window is closed; null: it asks for a file or text first. */
  readonly foreign: ForeignText | null | undefined
  readonly onForeign: (foreign: ForeignText) => void
  readonly onClose: () => void
  readonly onBegin: (start: DraftStart) => void
}

/** Shows a draft or commit file from outside in full; only then it may become a draft, with ids of its own. */
export function ImportDraft({ table, foreign, onForeign, onClose, onBegin }: ImportDraftProps): ReactNode {
  return (
    <Dialog
      opened={foreign !== undefined}
      onClose={onClose}
      title={foreign ? foreign.name : 'Open a draft or commit file'}
      width={760}
    >
      {foreign ? <Review table={table} foreign={foreign} onClose={onClose} onBegin={onBegin} /> : null}
      {foreign === null ? <Choose onForeign={onForeign} /> : null}
    </Dialog>
  )
}

/** Reads a file of the page's computer; what is too large for the page is not read. */
export async function readForeignFile(file: File): Promise<ForeignText> {
  if (file.size <= DRAFT_BYTES_MAX) return { name: file.name, text: await file.text() }
  const text = `The file has ${formatBytes(file.size)}, more than a draft on the page can hold. “Commit a file of any size” in the menu of drafts commits it from where it lies; so does deltadesk commit.`
  return { name: file.name, text }
}

function Choose({ onForeign }: Pick<ImportDraftProps, 'onForeign'>): ReactNode {
  const [pasted, setPasted] = useState('')
  return (
    <div className={classes.review}>
      <Group gap="xs">
        <FileButton
          accept=".json,.ndjson,.txt"
          onChange={async file => {
            if (file) onForeign(await readForeignFile(file))
          }}
        >
          {props => (
            <Button {...props} data-autofocus>
              Choose a file …
            </Button>
          )}
        </FileButton>
        <span className={classes.dim}>.dldraft.json, a commit file of a Delta log, or an array of actions</span>
      </Group>
      <Textarea
        label="Or paste Delta JSON, one action a line"
        autosize
        minRows={6}
        maxRows={16}
        value={pasted}
        onChange={event => setPasted(event.currentTarget.value)}
      />
      <Group justify="flex-end">
        <Button disabled={pasted.trim() === ''} onClick={() => onForeign({ name: 'Pasted text', text: pasted })}>
          Look at it
        </Button>
      </Group>
    </div>
  )
}

function Review({
  table,
  foreign,
  onClose,
  onBegin,
}: Omit<ImportDraftProps, 'foreign' | 'onForeign'> & { readonly foreign: ForeignText }): ReactNode {
  const read = useMemo(() => readDraftFile(foreign.text), [foreign.text])
  const start = useMemo(() => startOf(read, foreign.name, table), [read, foreign.name, table])
  const text = read.kind === 'draft' ? read.draft.actions : read.kind === 'actions' ? read.text : foreign.text
  return (
    <div className={classes.review}>
      {read.kind === 'draft' ? <Origin draft={read.draft} table={table} /> : <p>{sentenceOf(read)}</p>}
      <Findings read={read} text={text} head={table.head} />
      <div className={classes.reviewText}>
        <JsonEditor label="The text as it came" initialText={text} />
      </div>
      <p className={classes.dim}>Nothing was kept or sent yet. As a draft it gets a commit id of its own.</p>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          Leave it
        </Button>
        <Button disabled={start === undefined} onClick={() => start && onBegin(start)}>
          Make it a draft for {table.name}
        </Button>
      </Group>
    </div>
  )
}

function Origin({ draft, table }: { readonly draft: DraftFile; readonly table: TableSummary }): ReactNode {
  const isHere = draft.table.tableId === table.tableId
  return (
    <>
      <p>
        A draft {draft.title === '' ? '' : <b>“{draft.title}” </b>}for{' '}
        <b>{isHere ? 'this table' : `another table, ${draft.table.name}`}</b>, made on v{draft.readVersion} to become v
        {draft.expectedVersion}
        {draft.operation === '' ? '' : ` (${draft.operation})`}
        {draft.committer === '' ? '' : `; its author signs as ${draft.committer}, which is not taken over`}.
      </p>
      {draft.wasSent ? (
        <p className={classes.notKept}>
          It was sent before under the commit id {draft.commitId}: look whether that commit is in the log before you
          commit it again.
        </p>
      ) : null}
      {draft.notes.map(note => (
        <p key={note} className={classes.dim}>
          {note}
        </p>
      ))}
    </>
  )
}

const ISSUES_SHOWN_MAX = 20

function Findings(props: { readonly read: ReadDraftFile; readonly text: string; readonly head: bigint }): ReactNode {
  const { read, text, head } = props
  const { facts, isFresh } = useDraftFacts(read.kind === 'broken' || read.kind === 'newer' ? '' : text, head + 1n)
  const issues = read.kind === 'broken' ? read.issues : facts.issues
  if (!isFresh) return <p className={classes.dim}>Looking through it …</p>
  if (issues.length === 0) return null
  return (
    <ul className={classes.reviewIssues} aria-label="What the rules say of it">
      {issues.slice(0, ISSUES_SHOWN_MAX).map(({ rule, path, message }) => (
        <li key={`${rule} ${path.join('.')} ${message}`}>
          {formatIssuePath(path)} {message} <code>{rule}</code>
        </li>
      ))}
      {issues.length > ISSUES_SHOWN_MAX ? <li>and {issues.length - ISSUES_SHOWN_MAX} more</li> : null}
    </ul>
  )
}

function sentenceOf(read: Exclude<ReadDraftFile, { kind: 'draft' }>): string {
  switch (read.kind) {
    case 'actions':
      return 'Actions without a draft around them, as in a commit file. This is the text as it came.'
    case 'newer':
      return `A newer Deltadesk has written this draft (format ${read.version}); this one cannot read it. Nothing of it was changed.`
    case 'broken':
      return 'This cannot be read as a draft. Its text is shown as it came.'
  }
  return read satisfies never
}

function startOf(read: ReadDraftFile, name: string, table: TableSummary): DraftStart | undefined {
  if (read.kind === 'actions') return { text: read.text, notes: [`It came from outside: ${name}.`], operation: '' }
  if (read.kind !== 'draft') return undefined
  const { draft } = read
  const base = BigInt(draft.readVersion)
  const knowsBase = draft.table.tableId === table.tableId && base >= -1n && base <= table.head
  const sent = draft.wasSent ? [`It was sent before under the commit id ${draft.commitId}.`] : []
  // What somebody else did not want to see is for this person to decide anew.
  const hidden = (draft.suppressed ?? []).map(
    ({ rule, reason }) => `Its author had suppressed ${rule}${reason === '' ? '' : `: ${reason}`}.`,
  )
  return {
    text: draft.actions,
    notes: [...draft.notes, ...sent, ...hidden, `It came from outside: ${name}.`],
    operation: draft.operation,
    title: draft.title,
    reads: draft.reads,
    isolationLevel: draft.isolationLevel,
    ...(knowsBase ? { base } : {}),
  }
}
