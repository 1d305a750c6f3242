import { Checkbox, Group, Text, Textarea } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { Note } from '../../../shared/contract/histories.ts'
import { WriteButton } from '../../app/write-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { formatTime } from '../../ui/format.ts'

export interface NoteDialogProps {
  readonly version: bigint
  readonly note: Note | undefined
  readonly onClose: () => void
  readonly onSave: (note: string, bookmarked: boolean) => Promise<boolean>
}

/** What somebody has to say of a version, for everybody who works with the table. */
export function NoteDialog({ version, note, onClose, onSave }: NoteDialogProps): ReactNode {
  const [text, setText] = useState(note?.note ?? '')
  const [bookmarked, setBookmarked] = useState(note?.bookmarked ?? true)
  async function save(): Promise<void> {
    if (await onSave(text.trim(), bookmarked)) onClose()
  }
  return (
    <Dialog opened onClose={onClose} title={`Note on v${version}`} width={480}>
      <form
        onSubmit={event => {
          event.preventDefault()
          void save()
        }}
      >
        <Textarea
          data-autofocus
          aria-label="Note"
          placeholder="The load that doubled the orders of May"
          autosize
          minRows={3}
          maxRows={12}
          maxLength={8_000}
          value={text}
          onChange={event => setText(event.currentTarget.value)}
          onKeyDown={event => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save()
          }}
        />
        <Checkbox
          mt="sm"
          label="Bookmark this version"
          checked={bookmarked}
          onChange={event => setBookmarked(event.currentTarget.checked)}
        />
        <Group justify="space-between" mt="md" wrap="nowrap">
          <Text size="sm" c="dimmed">
            {note
              ? `${note.author}, ${formatTime(note.changedAt)}`
              : 'Kept beside the log in the database; everybody who sees the table sees it.'}
          </Text>
          <WriteButton type="submit">Save</WriteButton>
        </Group>
      </form>
    </Dialog>
  )
}
