import { Button } from '@mantine/core'
import { IconChevronRight, IconPlayerPlay } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import type { OutcomeClass } from '../../../../shared/contract/simulation-results.ts'
import { formatCount } from '../../../ui/format.ts'
import { type OutcomeNode, outcomeTree } from './outcome-nodes.ts'
import classes from './results.module.css'
import { ScheduleLetters } from './schedule-letters.tsx'

export interface OutcomeTreeProps {
  readonly classes: readonly OutcomeClass[]
  readonly runs: number
  readonly onReplay: ((schedule: string) => void) | undefined
}

/** Every order that was run, merged by what came of it: verdict, then writer by writer, then schedules to replay. */
export function OutcomeTree({ classes: outcomes, runs, onReplay }: OutcomeTreeProps): ReactNode {
  return (
    <ul className={classes.tree} aria-label="Outcomes">
      {outcomeTree(outcomes).map(node => (
        <Node key={node.key} node={node} runs={runs} depth={0} onReplay={onReplay} />
      ))}
    </ul>
  )
}

interface NodeProps extends Pick<OutcomeTreeProps, 'runs' | 'onReplay'> {
  readonly node: OutcomeNode
  readonly depth: number
}

function Node({ node, runs, depth, onReplay }: NodeProps): ReactNode {
  const [isOpen, setOpen] = useState(depth < 2 || node.isBroken)
  const isLeaf = node.outcome !== undefined
  return (
    <li data-broken={node.isBroken || undefined}>
      <button
        type="button"
        className={classes.node}
        style={{ paddingInlineStart: 10 + depth * 18 }}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <IconChevronRight size={13} stroke={2} data-open={isOpen || undefined} aria-hidden="true" />
        <span className={classes.nodeText} title={node.text}>
          {node.text}
        </span>
        <span className={classes.share} aria-hidden="true">
          <span style={{ width: `${(node.count / Math.max(1, runs)) * 100}%` }} />
        </span>
        <span className={classes.nodeCount}>
          {formatCount(node.count)} {node.count === 1 ? 'order' : 'orders'}
        </span>
      </button>
      {isOpen && node.children.length > 0 ? (
        <ul>
          {node.children.map(child => (
            <Node key={child.key} node={child} runs={runs} depth={depth + 1} onReplay={onReplay} />
          ))}
        </ul>
      ) : null}
      {isOpen && isLeaf ? (
        <ul
          className={classes.examples}
          style={{ paddingInlineStart: 34 + depth * 18 }}
          aria-label="Schedules to replay"
        >
          {node.outcome?.examples.map(schedule => (
            <li key={schedule}>
              <ScheduleLetters schedule={schedule} />
              {onReplay ? (
                <Button
                  size="compact-xs"
                  variant="subtle"
                  leftSection={<IconPlayerPlay size={12} stroke={2} />}
                  aria-label={`Replay ${schedule === '' ? 'one after the other' : schedule}`}
                  onClick={() => onReplay(schedule)}
                >
                  Replay
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      ) : null}
    </li>
  )
}
