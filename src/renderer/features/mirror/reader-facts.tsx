import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { ReaderView } from '../../../shared/contract/mirror-details.ts'
import type { MirrorSummary } from '../../../shared/contract/mirrors.ts'
import { readFailure } from '../../api/failure.ts'
import { readerQuery } from '../../api/mirrors.ts'
import { type Fact, FactList } from '../../ui/fact-list.tsx'
import { formatBytes, formatCount } from '../../ui/format.ts'
import classes from './mirror.module.css'

const POINTERS = {
  absent: 'absent',
  right: 'right',
  behind: 'names an older checkpoint',
  wrong: 'is wrong; readers list the folder instead',
} as const

/** What somebody sees now who has only the files. */
export function ReaderFacts({ mirror }: { readonly mirror: MirrorSummary }): ReactNode {
  const { data, error } = useQuery(readerQuery(mirror.tableId))
  if (error && !data) return <p className={classes.bad}>{readFailure(error).detail}</p>
  if (!data) return <p className={classes.faint}>Looking …</p>
  if (data.kind === 'unreadable') {
    return <p className={mirror.published < 0n ? classes.faint : classes.bad}>No table can be read: {data.message}</p>
  }
  return <FactList label="What a reader of files sees" facts={factsOf(data, mirror)} />
}

function factsOf(view: Extract<ReaderView, { kind: 'readable' }>, mirror: MirrorSummary): Fact[] {
  const { version, oldest, commits, files, bytes, checkpoint, tail, pointer } = view
  return [
    {
      name: 'Version',
      value: `v${version}, ${standingText(version, mirror)}`,
    },
    { name: 'Files of the table', value: files === null ? '–' : `${formatCount(files)}, ${formatBytes(bytes ?? 0n)}` },
    {
      name: 'Begins with',
      value: checkpoint === null ? 'version 0: there is no checkpoint' : `the checkpoint of v${checkpoint}`,
    },
    { name: 'Then reads', value: `${formatCount(tail)} ${tail === 1 ? 'commit' : 'commits'}` },
    { name: 'Can travel to', value: `v${oldest} to v${version}, ${formatCount(commits)} commit files` },
    { name: '_last_checkpoint', value: POINTERS[pointer] },
  ]
}

/** How the version that readers see stands to what is committed. */
function standingText(version: bigint, { ratified, divergence }: MirrorSummary): string {
  if (version > ratified) return 'which was not committed here'
  if (divergence?.kind === 'differs' && version >= divergence.version) return 'which is not what is committed'
  return version < ratified ? `${formatCount(ratified - version)} behind what is committed` : 'as committed'
}
