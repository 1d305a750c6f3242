import { IconAlertTriangle, IconCircleCheck, IconExclamationCircle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { HEALTH_RULES, judgeAll, QUICK_FINDINGS, quickFindings } from '../../../shared/health/health-rules.ts'
import { healthQuery } from '../../api/catalog-queries.ts'
import { readFailure } from '../../api/failure.ts'
import { formatTime } from '../../ui/format.ts'
import classes from './catalog.module.css'

const ICON = { size: 13, stroke: 1.75, 'aria-hidden': true } as const
const SHORT_WORDS = { 'small-on-average': 'small files', 'unknown-rows': 'no rows' } as const
const RULES = Object.keys(HEALTH_RULES).length
const UNCHECKED = `Only its totals were looked at: they show nothing odd. Press to measure all ${RULES} rules at this head.`

/**
 * What is known of a table's health: of its totals at once, of every rule once they were measured at this head, here or in
 * the inspector. Pressing it measures them.
 */
export function TableHealth({ table }: { readonly table: TableSummary }): ReactNode {
  const { tableId, name, head } = table
  const query = useQuery({ ...healthQuery(tableId, head), enabled: false })
  const { data, error, isFetching, dataUpdatedAt, refetch } = query
  if (head < 0n) return <span className={classes.none}>–</span>
  const measure = () => void refetch()
  const button = (state: string, title: string, content: ReactNode) => (
    <button
      type="button"
      className={classes.health}
      data-state={state}
      title={title}
      aria-label={`Health of ${name}: ${title}`}
      tabIndex={-1}
      disabled={isFetching}
      onClick={measure}
    >
      {content}
    </button>
  )
  if (isFetching) return button('quiet', `Measuring ${RULES} rules`, 'measuring …')
  if (data) {
    const { verdict, found, unmeasured } = judgeAll(data)
    const when = `measured at v${head} on ${formatTime(dataUpdatedAt)}`
    const left = unmeasured > 0 ? `; ${unmeasured} could not be measured` : ''
    if (verdict === 'ok') {
      return button(
        'good',
        `${RULES - unmeasured} rules are fine, ${when}${left}`,
        <>
          <IconCircleCheck {...ICON} /> ok
        </>,
      )
    }
    const Icon = verdict === 'error' ? IconExclamationCircle : IconAlertTriangle
    const [first] = found
    return button(
      verdict === 'error' ? 'bad' : 'warn',
      `${found.map(rule => HEALTH_RULES[rule].title).join(', ')}, ${when}${left}`,
      <>
        <Icon {...ICON} /> {first ? HEALTH_RULES[first].title.toLowerCase() : ''}
        {found.length > 1 ? ` +${found.length - 1}` : ''}
      </>,
    )
  }
  const [finding] = quickFindings(table)
  if (error) return button('quiet', readFailure(error).title, 'not measured')
  if (finding === undefined) return button('quiet', UNCHECKED, 'unchecked')
  return button(
    'warn',
    `${QUICK_FINDINGS[finding]}. Press to measure all ${RULES} rules.`,
    <>
      <IconAlertTriangle {...ICON} /> {SHORT_WORDS[finding]}
    </>,
  )
}
