import { IconArrowUp, IconCircleCheck, IconFileText, IconFolder } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Client } from '../api/client.ts'
import type { Failure } from '../api/failure.ts'
import { formatBytes } from '../ui/format.ts'
import classes from './folder-list.module.css'

type Listing = Awaited<ReturnType<Client['imports']['browse']>>

export interface FolderListProps {
  readonly listing: Listing | undefined
  readonly failure: Failure | undefined
  readonly onOpen: (path: string) => void
  /** The file that is chosen; files are listed to choose from where it is given. */
  readonly file?: { readonly path: string; readonly onChoose: (path: string) => void }
}

/** The folders inside a folder, those that hold a Delta log standing out, and its files where one is to be chosen. */
export function FolderList({ listing, failure, onOpen, file }: FolderListProps): ReactNode {
  if (!listing)
    return <div className={classes.folders}>{failure ? <p className={classes.note}>{failure.title}.</p> : null}</div>
  const { parent, folders, files } = listing
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
      <ul
        className={classes.list}
        aria-label={file ? 'Folders and files' : 'Folders'}
        hidden={folders.length + files.length === 0}
      >
        {folders.map(folder => (
          <li key={folder.path}>
            <button type="button" className={classes.folder} onClick={() => onOpen(folder.path)}>
              <IconFolder size={15} stroke={1.6} aria-hidden="true" />
              <span className={classes.folderName}>{folder.name}</span>
              {folder.hasDeltaLog ? <span className={classes.tag}>Delta table</span> : null}
            </button>
          </li>
        ))}
        {files.map(({ name, path, sizeBytes }) => (
          <li key={path}>
            <button
              type="button"
              className={classes.file}
              aria-pressed={file?.path === path}
              onClick={() => file?.onChoose(path)}
            >
              <IconFileText size={15} stroke={1.6} aria-hidden="true" />
              <span className={classes.folderName}>{name}</span>
              <span className={classes.size}>{formatBytes(sizeBytes)}</span>
            </button>
          </li>
        ))}
      </ul>
      {folders.length + files.length > 0 ? null : listing.hasDeltaLog && !file ? (
        <p className={classes.here}>
          <IconCircleCheck size={18} stroke={1.75} aria-hidden="true" /> This folder is a Delta table.
        </p>
      ) : (
        <p className={classes.note}>{file ? 'Nothing in here.' : 'No folders in here.'}</p>
      )}
      {listing.truncated ? <p className={classes.note}>There are more; type the path to go further.</p> : null}
    </div>
  )
}
