import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Empty } from '../../ui/empty.tsx'

/** An address that names a draft which this program does not have, or cannot read. */
export function DraftMissing({ tableName }: { readonly tableName: string | undefined }): ReactNode {
  return (
    <Empty
      title="This draft is not here"
      actions={
        <>
          {tableName === undefined ? null : (
            <Button
              renderRoot={props => <Link to="/t/$name/compose" params={{ name: tableName }} search={{}} {...props} />}
            >
              Start a new draft
            </Button>
          )}
          <Button variant="default" renderRoot={props => <Link to="/drafts" {...props} />}>
            All drafts
          </Button>
        </>
      }
    >
      It was discarded, belongs to another connection or database, or was written by a newer Deltadesk.
    </Empty>
  )
}
