import type { Statistic } from '../../shared/delta/stats.ts'

/** A statistic with every digit; one that is not there as a dash. */
export function statisticText(statistic: Statistic | undefined): string {
  switch (statistic?.kind) {
    case undefined:
      return '–'
    case 'number':
    case 'unreadable':
      return statistic.text
    case 'string':
      return statistic.value
    case 'boolean':
      return String(statistic.value)
    case 'null':
      return 'null'
    case 'struct':
      return '{…}'
  }
  statistic satisfies never
}
