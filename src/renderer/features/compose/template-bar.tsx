import { Button, Popover } from '@mantine/core'
import { IconListCheck, IconPlus } from '@tabler/icons-react'
import { type ReactNode, useRef, useState } from 'react'
import classes from './compose.module.css'
import { FilePicker } from './pick-files/file-picker.tsx'
import { applyTemplate } from './template-dialog/apply-template.ts'
import { TemplateMenu } from './template-dialog/template-menu.tsx'
import { commitInfoTemplate } from './templates.ts'
import type { Composition } from './use-composition.ts'

export interface TemplateBarProps {
  readonly composition: Composition
  readonly onAppend: (lines: readonly string[]) => void
  readonly onAddFile: () => void
  /** Stands at the end of the bar. */
  readonly end: ReactNode
}

/** Actions that people write most, ready to be filled in. */
export function TemplateBar({ composition, onAppend, onAddFile, end }: TemplateBarProps): ReactNode {
  const { table, isLocked } = composition
  const [isPicking, setIsPicking] = useState(false)
  const pickButton = useRef<HTMLButtonElement>(null)
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
        onClick={onAddFile}
      >
        Add a file
      </Button>
      <Popover opened={isPicking} onChange={dismiss} position="bottom-start" trapFocus width={660}>
        <Popover.Target>
          <Button
            ref={pickButton}
            variant="default"
            size="compact-sm"
            leftSection={<IconListCheck size={14} />}
            disabled={isLocked || table.head < 0n}
            onClick={() => setIsPicking(!isPicking)}
          >
            Pick files …
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <FilePicker
            table={table}
            onPick={made => {
              const { lines, changes } = applyTemplate(composition.draft, made, Date.now())
              setIsPicking(false)
              onAppend(lines)
              composition.edit(changes)
            }}
          />
        </Popover.Dropdown>
      </Popover>
      <Button
        variant="default"
        size="compact-sm"
        disabled={isLocked}
        onClick={() => onAppend([commitInfoTemplate(composition.draft.operation, Date.now())])}
      >
        commitInfo
      </Button>
      <TemplateMenu composition={composition} onAppend={onAppend} />
      {end}
    </div>
  )
}
