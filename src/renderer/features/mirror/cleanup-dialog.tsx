import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { MirrorSummary } from '../../../shared/contract/mirrors.ts'
import { client } from '../../api/client.ts'
import { readFailure } from '../../api/failure.ts'
import { cleanupQuery } from '../../api/mirrors.ts'
import { notify } from '../../app/notice.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { formatCount } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'
import { Strip } from '../../ui/strip.tsx'
import classes from './mirror.module.css'
import type { MirrorCommands } from './use-mirror-commands.ts'

interface CleanupDialogProps {
  readonly mirror: MirrorSummary
  readonly commands: MirrorCommands
  readonly onClose: () => void
}

/** What could be removed of a published log and why; it goes only when the table's name is typed. */
export function CleanupDialog({ mirror, commands, onClose }: CleanupDialogProps): ReactNode {
  const { data, error } = useQuery(cleanupQuery(mirror.tableId))
  return (
    <Dialog opened onClose={onClose} title={`Clean the published log of ${mirror.name} up`} width={640}>
      <div className={classes.dialog}>
        {error ? (
          <Strip tone="error">{readFailure(error).detail}</Strip>
        ) : !data ? (
          <Loading what="the published log" />
        ) : data.from === null || data.count === 0 ? (
          <>
            <p>
              Nothing can be removed. A file goes only when a checkpoint stands for it that has outlived{' '}
              <code>delta.logRetentionDuration</code>, 30 days where the table does not say otherwise.
            </p>
            <div className={classes.decide}>
              <Button onClick={onClose}>Close</Button>
            </div>
          </>
        ) : (
          <CleanupForm mirror={mirror} commands={commands} onClose={onClose} offer={{ ...data, from: data.from }} />
        )}
      </div>
    </Dialog>
  )
}

interface CleanupFormProps extends CleanupDialogProps {
  readonly offer: {
    readonly from: bigint
    readonly count: number
    readonly candidates: readonly { readonly file: string; readonly reason: string }[]
  }
}

function CleanupForm({ mirror, commands, offer, onClose }: CleanupFormProps): ReactNode {
  const { from, count, candidates } = offer
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<string>()
  const [isRemoving, setRemoving] = useState(false)

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    setRemoving(true)
    setProblem(undefined)
    try {
      const { removed } = await client.mirror.cleanup.remove({ tableId: mirror.tableId, from, typed: typed.trim() })
      notify(`Removed ${formatCount(removed)} files; the log begins with v${from}`)
      onClose()
    } catch (error) {
      setProblem(readFailure(error).detail)
    } finally {
      setRemoving(false)
    }
  }

  return (
    <form className={classes.dialog} onSubmit={event => void submit(event)}>
      {problem ? <Strip tone="error">{problem}</Strip> : null}
      <p>
        {formatCount(count)} files are not needed to read v{String(from)} and later. Readers of files lose the versions
        before v{String(from)}; PostgreSQL keeps all of them.
      </p>
      <ul className={classes.candidates} aria-label="Files that would be removed">
        {candidates.map(({ file, reason }) => (
          <li key={file} title={reason}>
            {file.replace('_delta_log/', '')}
          </li>
        ))}
        {count > candidates.length ? <li>and {formatCount(count - candidates.length)} more</li> : null}
      </ul>
      <TextInput
        label={`Type ${mirror.name} to remove them`}
        value={typed}
        autoComplete="off"
        spellCheck={false}
        data-autofocus
        onChange={event => setTyped(event.currentTarget.value)}
      />
      <div className={classes.decide}>
        <Button variant="default" onClick={onClose}>
          Keep everything
        </Button>
        <Button
          type="submit"
          color="red"
          loading={isRemoving}
          disabled={typed.trim() !== mirror.name || commands.isReadOnly}
        >
          Remove {formatCount(count)} files
        </Button>
      </div>
    </form>
  )
}
