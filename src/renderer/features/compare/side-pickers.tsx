import { ActionIcon, TextInput, Tooltip } from '@mantine/core'
import { IconArrowsExchange } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { useKeys } from '../../app/key-dispatch.ts'
import { keysOf } from '../../app/keymap.ts'
import { Keys } from '../../ui/keys.tsx'
import classes from './compare.module.css'
import { readSide, type Side, type Sides, sideText } from './side.ts'

export interface SidePickersProps {
  readonly table: TableSummary
  readonly sides: Sides
  readonly onChoose: (next: { readonly a?: Side; readonly b?: Side }) => void
}

/** The two versions that are compared, and a button that swaps them. */
export function SidePickers({ table, sides, onChoose }: SidePickersProps): ReactNode {
  const first = useRef<HTMLInputElement>(null)
  useKeys({ 'version.goTo': () => first.current?.select() })
  return (
    <div className={classes.pickers}>
      <SideField ref={first} label="From" head={table.head} side={sides.a} onChoose={a => onChoose({ a })} />
      <Tooltip
        label={
          <>
            Swap the two sides <Keys keys={keysOf('compare.swap')} />
          </>
        }
      >
        <ActionIcon
          variant="default"
          aria-label="Swap the two sides"
          onClick={() => onChoose({ a: sides.b, b: sides.a })}
        >
          <IconArrowsExchange size={16} />
        </ActionIcon>
      </Tooltip>
      <SideField label="To" head={table.head} side={sides.b} onChoose={b => onChoose({ b })} />
    </div>
  )
}

interface SideFieldProps {
  readonly label: string
  readonly head: bigint
  readonly side: Side
  readonly onChoose: (side: Side) => void
  readonly ref?: React.Ref<HTMLInputElement>
}

function SideField({ label, head, side, onChoose, ref }: SideFieldProps): ReactNode {
  const shown = sideText(side)
  const [text, setText] = useState(shown)
  useEffect(() => setText(shown), [shown])
  const read = readSide(text, head)
  function take(): void {
    if (read.version === undefined) setText(shown)
    else if (sideText(read) !== shown) onChoose(read)
  }
  return (
    <TextInput
      ref={ref}
      w={112}
      aria-label={`${label}: a version, −5 for five before the head, or head`}
      leftSection={<span className={classes.side}>{label}</span>}
      leftSectionWidth={46}
      value={text}
      error={text !== '' && read.version === undefined}
      onChange={event => setText(event.currentTarget.value)}
      onBlur={take}
      onKeyDown={event => {
        if (event.key === 'Enter') event.currentTarget.blur()
        if (event.key === 'Escape') setText(shown)
      }}
    />
  )
}
