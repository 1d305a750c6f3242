import { ActionIcon, CloseButton, TextInput, Tooltip } from '@mantine/core'
import { IconArrowsExchange } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { draftsQuery } from '../../api/draft-queries.ts'
import { useKeys } from '../../app/key-dispatch.ts'
import { keysOf } from '../../app/keymap.ts'
import { Keys } from '../../ui/keys.tsx'
import classes from './compare.module.css'
import { type Elsewhere, elsewhere, readSide, type Side, type Sides, sideText } from './side.ts'
import { SideMenu } from './side-menu.tsx'

export interface SidePickersProps {
  readonly table: TableSummary
  readonly sides: Sides
  readonly onChoose: (next: { readonly a?: Side; readonly b?: Side }) => void
}

/** The two sides that are compared, and a button that swaps them. */
export function SidePickers({ table, sides, onChoose }: SidePickersProps): ReactNode {
  const first = useRef<HTMLInputElement>(null)
  useKeys({ 'version.goTo': () => first.current?.select() })
  return (
    <div className={classes.pickers}>
      <SidePicker ref={first} label="From" table={table} side={sides.a} onChoose={a => onChoose({ a })} />
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
      <SidePicker label="To" table={table} side={sides.b} onChoose={b => onChoose({ b })} />
    </div>
  )
}

interface SidePickerProps {
  readonly label: string
  readonly table: TableSummary
  readonly side: Side
  readonly onChoose: (side: Side) => void
  readonly ref?: React.Ref<HTMLInputElement>
}

function SidePicker(props: SidePickerProps): ReactNode {
  const { label, table, side, onChoose } = props
  return (
    <div className={classes.picker}>
      {side.elsewhere?.kind === 'draft' ? (
        <DraftSide {...props} draftId={side.elsewhere.draftId} />
      ) : side.elsewhere ? (
        <TableSide key={side.elsewhere.name} {...props} other={side.elsewhere} />
      ) : (
        <SideField {...props} />
      )}
      <SideMenu label={label} table={table} onChoose={onChoose} />
    </div>
  )
}

interface DraftSideProps extends SidePickerProps {
  readonly draftId: string
}

function DraftSide({ label, table, draftId, onChoose }: DraftSideProps): ReactNode {
  const { data } = useQuery(draftsQuery(table.tableId))
  const draft = data?.drafts.find(({ draftId: id }) => id === draftId)
  return (
    <span className={classes.chosen} title={draft?.title}>
      <span className={classes.side}>{label}</span>
      <b>{draft?.title || draft?.operation || 'draft'}</b>
      <BackToHead label={label} table={table} onChoose={onChoose} />
    </span>
  )
}

interface TableSideProps extends SidePickerProps {
  readonly other: Extract<Elsewhere, { readonly kind: 'table' }>
}

/** The version of another table is typed; its name is chosen. */
function TableSide({ label, table, other, onChoose }: TableSideProps): ReactNode {
  const [text, setText] = useState(other.at)
  useEffect(() => setText(other.at), [other.at])
  const take = () => onChoose(elsewhere({ ...other, at: text.trim() === '' ? 'head' : text.trim() }))
  return (
    <span className={classes.chosen} title={other.name}>
      <span className={classes.side}>{label}</span>
      <b>{other.name}</b>
      <TextInput
        w={64}
        aria-label={`${label}: the version of ${other.name}`}
        value={text}
        onChange={event => setText(event.currentTarget.value)}
        onBlur={take}
        onKeyDown={event => {
          if (event.key === 'Enter') take()
        }}
      />
      <BackToHead label={label} table={table} onChoose={onChoose} />
    </span>
  )
}

function BackToHead({ label, table, onChoose }: Pick<SidePickerProps, 'label' | 'table' | 'onChoose'>): ReactNode {
  return (
    <CloseButton
      size="xs"
      aria-label={`${label}: the head of ${table.name} again`}
      onClick={() => onChoose({ version: table.head, isHead: true })}
    />
  )
}

function SideField({ label, table: { head }, side, onChoose, ref }: SidePickerProps): ReactNode {
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
