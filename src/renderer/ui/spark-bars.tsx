import type { ReactNode } from 'react'
import classes from './spark-bars.module.css'

const STEP = 4
const BAR = 3
const HEIGHT = 18

/** A few numbers as tiny bars, for a trend at a glance; `label` says it in words. */
export function SparkBars({
  values,
  label,
}: {
  readonly values: readonly number[]
  readonly label: string
}): ReactNode {
  const most = Math.max(1, ...values)
  const bars = values.map((value, index) => {
    const tall = value === 0 ? 1 : Math.max(3, (value / most) * HEIGHT)
    return { isEmpty: value === 0, path: `M${index * STEP},${HEIGHT}h${BAR}v${-tall}h${-BAR}z` }
  })
  const pathOf = (isEmpty: boolean) =>
    bars
      .filter(bar => bar.isEmpty === isEmpty)
      .map(({ path }) => path)
      .join('')
  return (
    <svg className={classes.bars} width={values.length * STEP} height={HEIGHT} role="img" aria-label={label}>
      <title>{label}</title>
      <path d={pathOf(false)} />
      <path d={pathOf(true)} data-empty="true" />
    </svg>
  )
}
