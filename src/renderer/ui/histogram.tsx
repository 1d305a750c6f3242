import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react'
import classes from './histogram.module.css'
import type { BarRange, HistogramBar } from './histogram-bar.ts'
import { useWidth } from './use-width.ts'

export interface HistogramProps {
  readonly label: string
  readonly bars: readonly HistogramBar[]
  readonly height: number
  readonly selected: BarRange | undefined
  readonly onSelect: (range: BarRange | undefined) => void
}

const TICK_EVERY_PX = 44
const LEAST_PX = 2

/**
 * Bars to read and to brush: drag over them, or walk them with the arrow keys, Enter for one, Shift and an arrow for more,
 * Escape for none.
 */
export function Histogram({ label, bars, height, selected, onSelect }: HistogramProps): ReactNode {
  const [active, setActive] = useState(0)
  const [pointed, setPointed] = useState<number>()
  const anchor = useRef<number | undefined>(undefined)
  const frame = useRef<HTMLDivElement>(null)
  const width = useWidth(frame)
  const highest = Math.max(1, ...bars.map(({ value }) => value))
  const shownWords = bars[pointed ?? -1]?.words
  const tickEvery = Math.max(1, Math.ceil((bars.length * TICK_EVERY_PX) / Math.max(1, width || 600)))

  function select(from: number, to: number): void {
    onSelect({ from: Math.min(from, to), to: Math.max(from, to) })
  }
  function indexAt(event: PointerEvent<HTMLElement>): number {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    const share = (event.clientX - left) / Math.max(1, width)
    return Math.min(bars.length - 1, Math.max(0, Math.floor(share * bars.length)))
  }
  function press(event: KeyboardEvent): void {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (step !== undefined) {
      const next = Math.min(bars.length - 1, Math.max(0, active + step))
      setActive(next)
      setPointed(next)
      if (event.shiftKey) {
        anchor.current ??= active
        select(anchor.current, next)
      } else anchor.current = undefined
    } else if (event.key === 'Enter' || event.key === ' ') {
      anchor.current = active
      select(active, active)
    } else if (event.key === 'Escape' && selected) onSelect(undefined)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div className={classes.frame} ref={frame}>
      <output className={classes.words}>{shownWords ?? label}</output>
      <div
        className={classes.bars}
        style={{ height }}
        role="listbox"
        aria-label={label}
        aria-multiselectable="true"
        aria-activedescendant={bars[active] ? `bar-${bars[active].id}` : undefined}
        tabIndex={0}
        onKeyDown={press}
        onFocus={() => setPointed(active)}
        onBlur={() => setPointed(undefined)}
        onPointerDown={event => {
          event.currentTarget.setPointerCapture(event.pointerId)
          anchor.current = indexAt(event)
          select(anchor.current, anchor.current)
        }}
        onPointerMove={event => {
          const index = indexAt(event)
          setPointed(index)
          if (event.buttons === 1 && anchor.current !== undefined) select(anchor.current, index)
        }}
        onPointerLeave={() => setPointed(undefined)}
      >
        {bars.map(({ id, value, words }, index) => (
          <div
            key={id}
            id={`bar-${id}`}
            className={classes.slot}
            role="option"
            aria-label={words}
            aria-selected={selected !== undefined && index >= selected.from && index <= selected.to}
            data-dimmed={(selected !== undefined && (index < selected.from || index > selected.to)) || undefined}
            data-pointed={index === pointed || undefined}
            tabIndex={-1}
          >
            <div
              className={classes.bar}
              style={{ height: value === 0 ? 0 : Math.max(LEAST_PX, Math.round((value / highest) * (height - 4))) }}
            />
          </div>
        ))}
      </div>
      <div className={classes.ticks} aria-hidden="true">
        {bars.map(({ id, tick }, index) => (
          <span key={id}>{index % tickEvery === 0 ? tick : ''}</span>
        ))}
      </div>
    </div>
  )
}
