import { ActionIcon, Button } from '@mantine/core'
import { IconArrowsExchange, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { keysOf } from '../../app/keymap.ts'
import { clearMarks, type Marks, swapMarks } from '../../app/marks.ts'
import { Keys } from '../../ui/keys.tsx'
import classes from './history.module.css'

export interface MarksBarProps {
  readonly tableId: string
  readonly marks: Marks
  readonly onCompare: () => void
  readonly onSeek: (version: bigint) => void
}

/** The two versions that are set aside, and what can be done with them. */
export function MarksBar({ tableId, marks, onCompare, onSeek }: MarksBarProps): ReactNode {
  const { a, b } = marks
  if (a === undefined && b === undefined) return null
  return (
    <section className={classes.marks} aria-label="Versions marked for compare">
      <span>Marked</span>
      {a === undefined ? null : <MarkLink letter="A" version={a} onSeek={onSeek} />}
      {b === undefined ? (
        <span className={classes.none}>
          <Keys keys={keysOf('version.mark')} /> on another version to compare
        </span>
      ) : (
        <MarkLink letter="B" version={b} onSeek={onSeek} />
      )}
      <span className={classes.push} />
      {a !== undefined && b !== undefined ? (
        <>
          <Button
            variant="default"
            leftSection={<IconArrowsExchange size={14} stroke={1.75} />}
            rightSection={<Keys keys={keysOf('compare.swap')} />}
            onClick={() => swapMarks(tableId)}
          >
            Swap
          </Button>
          <Button rightSection={<Keys keys={keysOf('version.compare')} />} onClick={onCompare}>
            Compare
          </Button>
        </>
      ) : null}
      <ActionIcon aria-label="Take the marks off" onClick={() => clearMarks(tableId)}>
        <IconX size={14} stroke={1.75} />
      </ActionIcon>
    </section>
  )
}

interface MarkLinkProps {
  readonly letter: 'A' | 'B'
  readonly version: bigint
  readonly onSeek: (version: bigint) => void
}

function MarkLink({ letter, version, onSeek }: MarkLinkProps): ReactNode {
  return (
    <button type="button" className={classes.markLink} onClick={() => onSeek(version)}>
      <span className={classes.markBadge}>{letter}</span> v{String(version)}
    </button>
  )
}
