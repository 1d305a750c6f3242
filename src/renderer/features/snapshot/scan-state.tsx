import { Button, Progress } from '@mantine/core'
import { type QueryKey, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { scanProgressQuery } from '../../api/snapshot-queries.ts'
import { formatCount } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'
import classes from './snapshot.module.css'

/** While every file is looked at: how far that has come, and a way out. */
export function ScanState({ queryKey, what }: { readonly queryKey: QueryKey; readonly what: string }): ReactNode {
  const queryClient = useQueryClient()
  const { data: progress } = useQuery(scanProgressQuery(queryKey))
  const cancel = () => void queryClient.cancelQueries({ queryKey })
  if (!progress) return <Loading what={what} onCancel={cancel} />
  const share = progress.of === 0 ? 100 : (progress.files / progress.of) * 100
  return (
    <div className={classes.scan} role="status" aria-busy="true">
      <Progress value={share} aria-label={`Progress of ${what}`} w={260} />
      <span>
        {formatCount(progress.files)} of {formatCount(progress.of)} files
      </span>
      <Button size="compact-xs" variant="default" onClick={cancel}>
        Cancel
      </Button>
    </div>
  )
}

/** After a scan was left: nothing was lost, it can begin again. */
export function ScanLeft({ onAgain }: { readonly onAgain: () => void }): ReactNode {
  return (
    <div className={classes.scan}>
      <span>Cancelled before every file was looked at.</span>
      <Button size="compact-xs" onClick={onAgain}>
        Begin again
      </Button>
    </div>
  )
}
