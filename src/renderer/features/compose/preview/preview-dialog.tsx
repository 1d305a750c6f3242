import { Button, Group, Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { client } from '../../../api/client.ts'
import { FailureCard } from '../../../app/failure-card.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { JsonEditor } from '../../../ui/json-editor.tsx'
import { Loading } from '../../../ui/loading.tsx'
import { toContractDraft } from '../draft.ts'
import type { Composition } from '../use-composition.ts'
import classes from './preview.module.css'
import { RowsView } from './rows-view.tsx'
import { SnapshotView } from './snapshot-view.tsx'

export interface PreviewDialogProps {
  readonly composition: Composition
  readonly opened: boolean
  readonly onClose: () => void
}

/** The draft as Delta will read it, as PostgreSQL will store it, and what becomes of the table. */
export function PreviewDialog({ composition, opened, onClose }: PreviewDialogProps): ReactNode {
  const { draft } = composition
  return (
    <Dialog opened={opened} onClose={onClose} title={`What v${draft.expectedVersion} would be`} width={920}>
      {opened ? (
        <div className={classes.preview}>
          <Tabs defaultValue="snapshot" keepMounted={false}>
            <Tabs.List>
              <Tabs.Tab value="snapshot">The table then</Tabs.Tab>
              <Tabs.Tab value="actions">Delta actions</Tabs.Tab>
              <Tabs.Tab value="rows">SQL and rows</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="snapshot" className={classes.panel ?? ''}>
              <SnapshotView composition={composition} />
            </Tabs.Panel>
            <Tabs.Panel value="actions" className={classes.panel ?? ''}>
              <div className={classes.text}>
                <JsonEditor label="The actions as they are committed" initialText={draft.text} />
              </div>
            </Tabs.Panel>
            <Tabs.Panel value="rows" className={classes.panel ?? ''}>
              <Rows composition={composition} />
            </Tabs.Panel>
          </Tabs>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
          </Group>
        </div>
      ) : null}
    </Dialog>
  )
}

function Rows({ composition: { draft } }: Pick<PreviewDialogProps, 'composition'>): ReactNode {
  const { data, error, refetch } = useQuery({
    queryKey: ['preview-rows', draft.draftId, draft.editedAtMs],
    queryFn: ({ signal }) => client.commits.previewRows(toContractDraft(draft), { signal }),
    gcTime: 0,
    structuralSharing: false,
  })
  if (error) return <FailureCard error={error} onRetry={refetch} />
  return data ? <RowsView preview={data} /> : <Loading what="the rows" />
}
