import { useQueries } from '@tanstack/react-query'
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react'
import type { Folder } from '../../../shared/contract/snapshots.ts'
import { folderQuery, type TableVersion } from '../../api/snapshot-queries.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { formatBytes, formatCount } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'
import { type FolderNode, foldersTo, visibleFolders } from './folder-nodes.ts'
import classes from './folder-tree.module.css'

export interface FolderTreeProps {
  readonly at: TableVersion
  /** The folder that is chosen; empty for all files. */
  readonly prefix: string
  readonly onPick: (prefix: string) => void
}

/** The folders of the live files' paths; the one that is chosen filters the list. Arrows walk, open and close. */
export function FolderTree({ at, prefix, onPick }: FolderTreeProps): ReactNode {
  const id = useId()
  const [opened, setOpened] = useState<readonly string[]>(() => foldersTo(prefix))
  const [active, setActive] = useState(prefix)
  const results = useQueries({ queries: opened.map(folder => folderQuery(at, folder)) })
  const inside = new Map(opened.map((folder, index) => [folder, results[index]?.data]))
  const root = inside.get('')
  if (!root) {
    const [failed] = results
    return failed?.error ? (
      <FailureCard error={failed.error} onRetry={failed.refetch} />
    ) : (
      <Loading what="the folders of the files" />
    )
  }
  const nodes = visibleFolders(inside)
  const index = Math.max(
    0,
    nodes.findIndex(node => node.prefix === active),
  )

  function toggle(node: FolderNode): void {
    setOpened(opened.includes(node.prefix) ? opened.filter(open => open !== node.prefix) : [...opened, node.prefix])
  }
  function pressKey(event: KeyboardEvent): void {
    const node = nodes[index]
    if (!node || event.ctrlKey || event.metaKey || event.altKey) return
    const isOpen = opened.includes(node.prefix)
    const go = (next: FolderNode | undefined) => {
      if (!next) return
      setActive(next.prefix)
      document.getElementById(`${id}-${nodes.indexOf(next)}`)?.scrollIntoView({ block: 'nearest' })
    }
    if (event.key === 'ArrowDown') go(nodes[index + 1])
    else if (event.key === 'ArrowUp') go(nodes[index - 1])
    else if (event.key === 'Home') go(nodes[0])
    else if (event.key === 'End') go(nodes.at(-1))
    else if (event.key === 'ArrowRight') isOpen ? go(nodes[index + 1]) : toggle(node)
    else if (event.key === 'ArrowLeft') {
      if (isOpen && node.prefix !== '') toggle(node)
      else go(nodes.slice(0, index).findLast(({ depth }) => depth < node.depth))
    } else if (event.key === 'Enter' || event.key === ' ') onPick(node.prefix)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div
      className={classes.tree}
      role="tree"
      tabIndex={0}
      aria-label="Folders of the files"
      aria-activedescendant={`${id}-${index}`}
      onKeyDown={pressKey}
    >
      {nodes.map((node, place) => (
        <FolderRow
          key={node.prefix}
          id={`${id}-${place}`}
          node={node}
          below={inside.get(node.prefix)}
          isOpen={opened.includes(node.prefix)}
          isActive={place === index}
          isChosen={node.prefix === prefix}
          onToggle={() => {
            setActive(node.prefix)
            toggle(node)
          }}
          onPick={() => {
            setActive(node.prefix)
            onPick(node.prefix)
          }}
        />
      ))}
    </div>
  )
}

interface FolderRowProps {
  readonly id: string
  readonly node: FolderNode
  readonly below: Folder | undefined
  readonly isOpen: boolean
  readonly isActive: boolean
  readonly isChosen: boolean
  readonly onToggle: () => void
  readonly onPick: () => void
}

function FolderRow(props: FolderRowProps): ReactNode {
  const { id, node, below, isOpen, isActive, isChosen, onToggle, onPick } = props
  const cut = below ? below.total - below.folders.length : 0
  return (
    <>
      {/* biome-ignore lint/a11y/useFocusableInteractive: the tree is the one tab stop and names its active row */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the tree, which has the focus */}
      <div
        id={id}
        role="treeitem"
        className={classes.row}
        aria-level={node.depth + 1}
        aria-expanded={isOpen}
        aria-selected={isChosen}
        data-active={isActive}
        style={{ paddingLeft: 10 + node.depth * 14 }}
        title={`${node.prefix || 'all files'} · ${formatCount(node.files)} files, ${formatBytes(node.bytes)}`}
        onClick={onPick}
      >
        <span
          className={classes.twist}
          data-open={isOpen}
          aria-hidden="true"
          onClick={event => {
            event.stopPropagation()
            onToggle()
          }}
        >
          ▸
        </span>
        <span className={classes.name}>{node.name}</span>
        <span className={classes.count}>{formatCount(node.files)}</span>
        <span className={classes.bytes}>{formatBytes(node.bytes)}</span>
      </div>
      {isOpen && cut > 0 ? (
        <p className={classes.cut} style={{ paddingLeft: 38 + node.depth * 14 }}>
          The first {formatCount(below?.folders.length ?? 0)} of {formatCount(below?.total ?? 0)} folders by name.
        </p>
      ) : null}
    </>
  )
}
