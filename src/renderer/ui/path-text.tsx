import type { ReactNode } from 'react'
import classes from './path-text.module.css'

const TAIL_CHARACTERS = 14

/**
 * A path on one line: what does not fit is left out of the folders first and of the middle of the file name next, so that
 * its beginning and its end stay readable. The whole path on hover.
 */
export function PathText({ path }: { readonly path: string }): ReactNode {
  const nameStart = path.lastIndexOf('/') + 1
  const tailStart = Math.max(nameStart, path.length - TAIL_CHARACTERS)
  return (
    <span className={classes.path} title={path}>
      {nameStart > 0 ? <span className={classes.folders}>{path.slice(0, nameStart)}</span> : null}
      <span className={classes.name}>{path.slice(nameStart, tailStart)}</span>
      <span className={classes.tail}>{path.slice(tailStart)}</span>
    </span>
  )
}
