import type { Mark } from '../../../../shared/contract/simulation-results.ts'
import { LOOKS, MARK_LOOKS } from './lane-shapes.ts'

/** Colours of the theme, as canvas needs them. */
export interface LanesPalette {
  readonly text: string
  readonly dim: string
  readonly faint: string
  readonly line: string
  readonly sunken: string
  readonly surface: string
  readonly warning: string
  readonly accent: string
  readonly selected: string
  readonly head: string
  readonly onHead: string
  readonly font: string
  readonly looks: readonly string[]
  /** Text that stands on each look. */
  readonly onLooks: readonly string[]
  readonly marks: Readonly<Record<Mark['kind'], string>>
}

/** Reads the colours of the theme from where they stand now. */
export function readLanesPalette(element: Element): LanesPalette {
  const style = getComputedStyle(element)
  const token = (name: string) => style.getPropertyValue(name).trim()
  const isDark = style.colorScheme === 'dark'
  const [text, surface] = [token('--dd-text'), token('--dd-surface')]
  const onFull = isDark ? surface : '#ffffff'
  return {
    text,
    surface,
    dim: token('--dd-text-dim'),
    faint: token('--dd-text-faint'),
    line: token('--dd-line'),
    sunken: token('--dd-sunken'),
    warning: token('--dd-warning'),
    accent: token('--dd-accent'),
    selected: token('--dd-selected'),
    head: token('--dd-accent-soft'),
    onHead: token('--dd-accent'),
    font: style.fontFamily,
    looks: LOOKS.map(({ token: name }) => token(name)),
    onLooks: LOOKS.map(({ look }) =>
      look === 'work' || look === 'recover'
        ? onFull
        : look === 'wait'
          ? '#1b1400'
          : look === 'commit'
            ? isDark
              ? '#04150d'
              : '#04150d'
            : text,
    ),
    marks: {
      committed: token(MARK_LOOKS.committed.token),
      conflict: token(MARK_LOOKS.conflict.token),
      lost: token(MARK_LOOKS.lost.token),
      retry: token(MARK_LOOKS.retry.token),
      fault: token(MARK_LOOKS.fault.token),
      ended: token(MARK_LOOKS.ended.token),
    },
  }
}
