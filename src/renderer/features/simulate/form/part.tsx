import { ActionIcon, Button } from '@mantine/core'
import { IconCopy, IconPlus, IconX } from '@tabler/icons-react'
import { type ReactNode, useId } from 'react'
import classes from './form.module.css'

/** A titled part of the form, with the button that adds to it where there is something to add. */
export function Part({
  title,
  note,
  add,
  onAdd,
  children,
}: {
  readonly title: string
  readonly note?: string
  readonly add?: string
  readonly onAdd?: () => void
  readonly children: ReactNode
}): ReactNode {
  const id = useId()
  return (
    <section className={classes.part} aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {note ? <p>{note}</p> : null}
        {add && onAdd ? (
          <Button size="compact-xs" variant="default" leftSection={<IconPlus size={12} />} onClick={onAdd}>
            {add}
          </Button>
        ) : null}
      </header>
      {children}
    </section>
  )
}

/** One of several things of a part. */
export function Card({
  name,
  onCopy,
  onRemove,
  children,
}: {
  /** How it is called in the names of its buttons. */
  readonly name: string
  readonly onCopy?: (() => void) | undefined
  /** Undefined: it is the last one, and cannot go. */
  readonly onRemove: (() => void) | undefined
  readonly children: ReactNode
}): ReactNode {
  return (
    <fieldset className={classes.card} aria-label={name}>
      <div className={classes.fields}>{children}</div>
      <div className={classes.cardActions}>
        {onCopy ? (
          <ActionIcon size="sm" aria-label={`Copy ${name}`} title="Copy" onClick={onCopy}>
            <IconCopy size={14} stroke={1.75} />
          </ActionIcon>
        ) : null}
        <ActionIcon size="sm" aria-label={`Remove ${name}`} title="Remove" disabled={!onRemove} onClick={onRemove}>
          <IconX size={14} stroke={1.75} />
        </ActionIcon>
      </div>
    </fieldset>
  )
}

/** The list with one of its parts changed. */
export function replaced<T>(list: readonly T[], index: number, part: Partial<T>): T[] {
  return list.map((one, place) => (place === index ? { ...one, ...part } : one))
}

export function without<T>(list: readonly T[], index: number): T[] {
  return list.filter((_, place) => place !== index)
}
