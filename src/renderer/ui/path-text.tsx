import type { ReactNode } from 'react'
import classes from './path-text.module.css'

const TAIL_CHARACTERS = 6
/** What the names of nearly all files end in; files are told apart by what stands before it. */
const ENDING = /(?:[-.]c\d{3})?(?:\.[a-z0-9]{2,7})?\.parquet$/

/**
 * A path on one line: what does not fit is left out of the folders and the usual ending first and of the middle of the file
 * name next, so that its beginning and its end stay readable. The whole path on hover.
 */
export function PathText({ path }: { readonly path: string }): ReactNode {
  const nameStart = path.lastIndexOf('/') + 1
  const stemEnd = path.length - (ENDING.exec(path)?.[0].length ?? 0)
  const tailStart = Math.max(nameStart, stemEnd - TAIL_CHARACTERS)
  return (
    <span className={classes.path} title={path}>
      {nameStart > 0 ? <span className={classes.folders}>{path.slice(0, nameStart)}</span> : null}
      <span className={classes.name}>{path.slice(nameStart, tailStart)}</span>
      <span className={classes.tail}>{path.slice(tailStart, stemEnd)}</span>
      {stemEnd < path.length ? <span className={classes.ending}>{path.slice(stemEnd)}</span> : null}
    </span>
  )
}
