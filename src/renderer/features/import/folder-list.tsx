import { IconArrowUp, IconCircleCheck, IconFolder } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Client } from '../../api/client.ts'
import type { Failure } from '../../api/failure.ts'
import classes from './import.module.css'

type Listing = Awaited<ReturnType<Client['imports']['browse']>>

export interface FolderListProps {
  readonly listing: Listing | undefined
  readonly failure: Failure | undefined
  readonly onOpen: (path: string) => void
}

/** The folders inside a folder; those that hold a Delta log stand out. */
export function FolderList({ listing, failure, onOpen }: FolderListProps): ReactNode {
  if (!listing)
    return <div className={classes.folders}>{failure ? <p className={classes.note}>{failure.title}.</p> : null}</div>
  const { parent, folders } = listing
  return (
    <div className={classes.folders}>
      <div className={classes.where}>
        <button
          type="button"
          className={classes.up}
          disabled={parent === null}
          aria-label="The folder above"
          title="The folder above"
          onClick={() => parent !== null && onOpen(parent)}
        >
          <IconArrowUp size={14} stroke={1.75} />
        </button>
        <span title={listing.path}>{listing.path}</span>
      </div>
      <ul className={classes.list} aria-label="Folders" hidden={folders.length === 0}>
        {folders.map(folder => (
          <li key={folder.path}>
            <button type="button" className={classes.folder} onClick={() => onOpen(folder.path)}>
              <IconFolder size={15} stroke={1.6} aria-hidden="true" />
              <span className={classes.folderName}>{folder.name}</span>
              {folder.hasDeltaLog ? <span className={classes.tag}>Delta table</span> : null}
            </button>
          </li>
        ))}
      </ul>
      {folders.length > 0 ? null : listing.hasDeltaLog ? (
        <p className={classes.here}>
          <IconCircleCheck size={18} stroke={1.75} aria-hidden="true" /> This folder is a Delta table.
        </p>
      ) : (
        <p className={classes.note}>No folders in here.</p>
      )}
      {listing.truncated ? <p className={classes.note}>There are more; type the path to go further.</p> : null}
    </div>
  )
}
