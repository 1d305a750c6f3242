import { Button, Popover } from '@mantine/core'
import { IconMinus, IconPlus } from '@tabler/icons-react'
import { type ReactNode, useRef, useState } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import classes from './compose.module.css'
import { FilePicker } from './file-picker.tsx'
import { addTemplate, commitInfoTemplate, txnTemplate } from './templates.ts'
import { usePartitionColumns } from './use-added-files.ts'

export interface TemplateBarProps {
  readonly table: TableSummary
  readonly isLocked: boolean
  readonly operation: string
  readonly onAppend: (lines: readonly string[]) => void
}

/** Actions that people write most, ready to be filled in. */
export function TemplateBar({ table, isLocked, operation, onAppend }: TemplateBarProps): ReactNode {
  const [isPicking, setIsPicking] = useState(false)
  const pickButton = useRef<HTMLButtonElement>(null)
  const partitionColumns = usePartitionColumns(table)
  /** The focus goes back to the button, unless a click has put it elsewhere. */
  function dismiss(opened: boolean): void {
    setIsPicking(opened)
    const focused = document.activeElement
    if (!opened && (focused === document.body || focused?.closest('[role="dialog"]'))) pickButton.current?.focus()
  }

  return (
    <div className={classes.templates} role="toolbar" aria-label="Templates">
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconPlus size={14} />}
        disabled={isLocked}
        onClick={() => onAppend([addTemplate(partitionColumns, Date.now(), crypto.randomUUID())])}
      >
        Add a file
      </Button>
      <Popover opened={isPicking} onChange={dismiss} position="bottom-start" trapFocus width={620}>
        <Popover.Target>
          <Button
            ref={pickButton}
            variant="default"
            size="compact-sm"
            leftSection={<IconMinus size={14} />}
            disabled={isLocked || table.head < 0n}
            onClick={() => setIsPicking(!isPicking)}
          >
            Remove files …
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <FilePicker
            table={table}
            onPick={lines => {
              setIsPicking(false)
              onAppend(lines)
            }}
          />
        </Popover.Dropdown>
      </Popover>
      <Button
        variant="default"
        size="compact-sm"
        disabled={isLocked}
        onClick={() => onAppend([txnTemplate(Date.now())])}
      >
        Set a txn
      </Button>
      <Button
        variant="default"
        size="compact-sm"
        disabled={isLocked}
        onClick={() => onAppend([commitInfoTemplate(operation, Date.now())])}
      >
        commitInfo
      </Button>
      <span className={classes.dim}>one JSON action a line</span>
    </div>
  )
}
