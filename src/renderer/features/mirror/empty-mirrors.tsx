import { Button } from '@mantine/core'
import { IconFolderPlus } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { Empty } from '../../ui/empty.tsx'
import { Screen } from '../../ui/screen.tsx'
import { SetTargetDialog } from './set-target-dialog.tsx'
import { useMirrorCommands } from './use-mirror-commands.ts'

/** No table is mirrored yet: what a mirror is, and how one begins. */
export function EmptyMirrors({ isPublishing }: { readonly isPublishing: boolean }): ReactNode {
  const { isReadOnly } = useMirrorCommands()
  const [isAdding, setAdding] = useState(false)
  return (
    <Screen title="Mirror">
      <Empty
        title="No table is mirrored yet"
        picture={<MirrorPicture />}
        actions={
          <Button
            leftSection={<IconFolderPlus size={15} stroke={1.75} />}
            disabled={isReadOnly}
            onClick={() => setAdding(true)}
          >
            Mirror a table
          </Button>
        }
      >
        PostgreSQL keeps the log. A mirror writes it out as <code>_delta_log</code>, version by version and exactly
        once, so that Spark, delta-rs, DuckDB and others can read the table.{' '}
        {isReadOnly
          ? 'This connection is read-only, so none can be set up from here.'
          : isPublishing
            ? 'This program publishes as soon as there is a target.'
            : 'Nothing publishes just now.'}
      </Empty>
      <SetTargetDialog opened={isAdding} onClose={() => setAdding(false)} />
    </Screen>
  )
}

export function MirrorPicture(): ReactNode {
  return (
    <svg width="150" height="56" viewBox="0 0 150 56" fill="none" stroke="currentColor" strokeWidth="1.6">
      <title>A log and its mirror</title>
      <ellipse cx="26" cy="13" rx="20" ry="7" />
      <path d="M6 13v30c0 4 9 7 20 7s20-3 20-7V13M6 28c0 4 9 7 20 7s20-3 20-7" />
      <path d="M58 28h26m-8-7 8 7-8 7" strokeLinecap="round" strokeLinejoin="round" />
      <path d="M98 16v-6h16l5 5h23v36H98z" strokeLinejoin="round" />
      <path d="M106 28h26M106 35h26M106 42h16" opacity="0.5" />
    </svg>
  )
}
