import { type ReactNode, useRef, useState } from 'react'
import { squarify } from './squarify.ts'
import classes from './treemap.module.css'
import { useWidth } from './use-width.ts'

export interface TreemapItem {
  readonly id: string
  readonly name: string
  /** What the area stands for. */
  readonly weight: number
  /** From 0 to 1: how strongly it is coloured. */
  readonly heat: number
  /** The item in words. */
  readonly words: string
}

export interface TreemapProps {
  readonly label: string
  readonly items: readonly TreemapItem[]
  readonly height: number
  readonly selected: string | undefined
  readonly onSelect: (id: string) => void
  readonly onOpen: (id: string) => void
}

const GAP = 2
const NAMED_WIDTH = 54
const NAMED_HEIGHT = 20

/** Areas in proportion to weights. A picture for eyes and mouse; what it shows stands beside it as a list. */
export function Treemap({ label, items, height, selected, onSelect, onOpen }: TreemapProps): ReactNode {
  const frame = useRef<HTMLDivElement>(null)
  const width = useWidth(frame)
  const [pointed, setPointed] = useState<TreemapItem>()
  const tiles = squarify(items, ({ weight }) => weight, { width, height })
  return (
    <div className={classes.frame}>
      <p className={classes.words}>{pointed?.words ?? label}</p>
      <div
        ref={frame}
        className={classes.map}
        style={{ height }}
        aria-hidden="true"
        onPointerLeave={() => setPointed(undefined)}
      >
        {tiles.map(({ item, x, y, width: tileWidth, height: tileHeight }) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: keys have the list
          <div
            key={item.id}
            className={classes.tile}
            data-selected={item.id === selected || undefined}
            style={
              {
                left: x,
                top: y,
                width: Math.max(1, tileWidth - GAP),
                height: Math.max(1, tileHeight - GAP),
                '--heat': `${Math.round(12 + item.heat * 36)}%`,
              } as React.CSSProperties
            }
            onPointerEnter={() => setPointed(item)}
            onClick={() => onSelect(item.id)}
            onDoubleClick={() => onOpen(item.id)}
          >
            {tileWidth > NAMED_WIDTH && tileHeight > NAMED_HEIGHT ? <span>{item.name}</span> : null}
          </div>
        ))}
      </div>
    </div>
  )
}
