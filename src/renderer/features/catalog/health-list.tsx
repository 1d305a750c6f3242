import { Code } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconExclamationCircle, IconLock, IconMinus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { HealthMeasurement } from '../../../shared/contract/tables.ts'
import { HEALTH_RULES, type HealthVerdict, judgeHealth } from '../../../shared/health/health-rules.ts'
import { healthQuery } from '../../api/catalog-queries.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { useGrant } from '../../app/needs-grant.tsx'
import { formatDuration } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'
import classes from './inspector.module.css'

const ORDER: Record<HealthVerdict, number> = { error: 0, warning: 1, 'not-measured': 2, ok: 3, 'not-applicable': 4 }
const ICONS = {
  error: IconExclamationCircle,
  warning: IconAlertTriangle,
  ok: IconCircleCheck,
  'not-applicable': IconMinus,
  'not-measured': IconLock,
} as const
const WORDS = {
  error: 'wrong',
  warning: 'worth a look',
  ok: 'fine',
  'not-applicable': 'does not apply',
  'not-measured': 'not measured',
} as const
const UNITS = { percent: ' %', times: '×', count: '' } as const

/** Every rule of health with the table's value, the limit, and the statement behind it. */
export function HealthList({ tableId, version }: { readonly tableId: string; readonly version: bigint }): ReactNode {
  const { data, error, refetch } = useQuery(healthQuery(tableId, version))
  if (error && !data) return <FailureCard error={error} onRetry={refetch} />
  if (!data) return <Loading what="the measuring of every rule" />
  const judged = data.map(measurement => ({ measurement, verdict: judgeHealth(measurement) }))
  judged.sort((a, b) => ORDER[a.verdict] - ORDER[b.verdict])
  return (
    <ul className={classes.rules}>
      {judged.map(({ measurement, verdict }) => (
        <Rule key={measurement.rule} measurement={measurement} verdict={verdict} />
      ))}
    </ul>
  )
}

interface RuleProps {
  readonly measurement: HealthMeasurement
  readonly verdict: HealthVerdict
}

function Rule({ measurement, verdict }: RuleProps): ReactNode {
  const { rule, value, detail, needs, sql, tookMs } = measurement
  const grant = useGrant(needs ?? undefined)
  const { title, threshold, unit, measures, advice } = HEALTH_RULES[rule]
  const Icon = ICONS[verdict]
  return (
    <li>
      <details className={classes.rule} data-verdict={verdict}>
        <summary>
          <Icon size={15} stroke={1.75} role="img" aria-label={WORDS[verdict]} />
          <span className={classes.ruleTitle}>{title}</span>
          <span className={classes.ruleValue}>{value === null ? '–' : `${formatValue(value)}${UNITS[unit]}`}</span>
          <span className={classes.ruleLimit}>
            ≤ {threshold}
            {UNITS[unit]}
          </span>
        </summary>
        <p>Measured: {measures}.</p>
        {detail ? <p>{detail}.</p> : null}
        {needs ? <p>Not measured: this needs SELECT on {needs}.</p> : null}
        {grant ? (
          <Code block className={classes.sql} tabIndex={0}>
            {grant}
          </Code>
        ) : null}
        {verdict === 'error' || verdict === 'warning' ? <p>{advice}</p> : null}
        <Code block className={classes.sql} tabIndex={0}>
          {sql}
        </Code>
        <p className={classes.took}>Took {formatDuration(tookMs)}.</p>
      </details>
    </li>
  )
}

function formatValue(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toFixed(1)))
}
