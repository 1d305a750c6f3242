import { Button } from '@mantine/core'
import { IconArrowsSplit2, IconDownload, IconFileImport, IconFolderShare, IconRefresh } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { DivergenceView, MirrorSummary } from '../../../shared/contract/mirrors.ts'
import { commitFileName } from '../../../shared/delta/log-names.ts'
import { divergenceQuery } from '../../api/mirrors.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { Loading } from '../../ui/loading.tsx'
import classes from './mirror.module.css'
import { besideTarget } from './mirror-words.ts'
import { SetTargetDialog } from './set-target-dialog.tsx'
import { type SideLine, sideBySide } from './side-by-side.ts'
import type { MirrorCommands } from './use-mirror-commands.ts'

const ICON = { size: 14, stroke: 1.75 } as const

const MEANINGS = {
  differs: 'Another program wrote this version first. What is committed here stays as it is, and so does their file.',
  gap: 'A later version stands in the target while this one is missing there. It is not filled in silently.',
  ahead: 'Another program has committed behind the head of the table. Nothing of it is lost.',
} as const

interface DivergencePanelProps {
  readonly mirror: MirrorSummary
  readonly commands: MirrorCommands
}

/** What stopped a mirror: both commits side by side, and what can be decided. */
export function DivergencePanel({ mirror, commands }: DivergencePanelProps): ReactNode {
  const version = mirror.divergence?.version ?? 0n
  const { data, error, refetch } = useQuery(divergenceQuery(mirror.tableId, version))
  if (error) return <FailureCard error={error} onRetry={refetch} />
  if (data === undefined) return <Loading what="both sides" />
  if (data === null) return null
  const [ours, theirs] = sideBySide(data.ours, data.theirs)
  return (
    <section className={classes.divergence} aria-label="What stopped the mirror">
      <header>
        <IconArrowsSplit2 size={18} stroke={1.75} aria-hidden="true" />
        <div>
          <h2>
            Stopped before v{String(data.version)}: {mirror.reason}
          </h2>
          <p>{MEANINGS[data.kind]}</p>
        </div>
      </header>
      <Choices view={data} mirror={mirror} commands={commands} />
      <div className={classes.sides}>
        <Side
          title="Committed here"
          note={data.ours === null ? 'There is no such version here.' : undefined}
          lines={ours}
          tone="ours"
        />
        <Side
          title={`In the target: ${commitFileName(data.version)}`}
          note={data.theirs === null ? 'There is no such file.' : undefined}
          lines={theirs}
          tone="theirs"
        />
      </div>
      {data.isCut ? <p className={classes.faint}>The commits are larger than what is shown here.</p> : null}
    </section>
  )
}

interface ChoicesProps extends DivergencePanelProps {
  readonly view: DivergenceView
}

function Choices({ view, mirror, commands }: ChoicesProps): ReactNode {
  const navigate = useNavigate()
  const [isForking, setForking] = useState(false)
  const { tableId, name, target } = mirror
  const { kind, version, targetHead } = view
  const theirs = targetHead > version ? `v${version} to v${targetHead}` : `v${version}`

  async function importApart(): Promise<void> {
    const taskId = await commands.start({ kind: 'import', path: target })
    if (taskId) void navigate({ to: '/import', search: { task: taskId, name: `${name}_theirs` } })
  }

  return (
    <div className={classes.choices}>
      {kind === 'ahead' ? (
        <Button
          leftSection={<IconDownload {...ICON} />}
          disabled={commands.isReadOnly}
          title="Their versions become versions of this table, byte for byte, and the mirror goes on"
          onClick={() => void commands.start({ kind: 'take-foreign', tableId })}
        >
          Take theirs: commit {theirs} here
        </Button>
      ) : null}
      <Button
        variant={kind === 'ahead' ? 'default' : 'filled'}
        leftSection={<IconFolderShare {...ICON} />}
        disabled={commands.isReadOnly}
        title="What is committed here is published to another folder from version 0 on; theirs stays as it is"
        onClick={() => setForking(true)}
      >
        Fork: publish ours elsewhere…
      </Button>
      <Button
        variant="default"
        leftSection={<IconFileImport {...ICON} />}
        disabled={commands.isReadOnly}
        title="Their whole log becomes a table beside this one"
        onClick={() => void importApart()}
      >
        Import theirs as another table…
      </Button>
      <Button
        variant="default"
        leftSection={<IconRefresh {...ICON} />}
        disabled={commands.isReadOnly}
        onClick={() => void commands.give(mirror, 'retry')}
      >
        Look again
      </Button>
      <span className={classes.faint}>Or keep it stopped: nothing is published and nothing is touched.</span>
      <SetTargetDialog
        opened={isForking}
        onClose={() => setForking(false)}
        table={{ tableId, name }}
        suggestion={besideTarget(target, '-fork')}
      />
    </div>
  )
}

interface SideProps {
  readonly title: string
  readonly note: string | undefined
  readonly lines: readonly SideLine[]
  readonly tone: 'ours' | 'theirs'
}

function Side({ title, note, lines, tone }: SideProps): ReactNode {
  return (
    <figure className={classes.side} data-tone={tone}>
      <figcaption>{title}</figcaption>
      {note ? <p className={classes.faint}>{note}</p> : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
      <ol tabIndex={0} aria-label={title} hidden={lines.length === 0}>
        {lines.map(({ text, isShared }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
          <li key={index} data-shared={isShared}>
            <code>{text}</code>
          </li>
        ))}
      </ol>
    </figure>
  )
}
