import { ActionIcon, Button } from '@mantine/core'
import { IconArrowsDiff, IconDownload, IconShieldCheck, IconStethoscope, IconX } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { healthQuery } from '../../api/catalog-queries.ts'
import { readFailure } from '../../api/failure.ts'
import { queryClient } from '../../api/query-client.ts'
import { startTask } from '../../api/tasks.ts'
import { notify } from '../../app/notice.tsx'
import { downloadText } from '../../ui/download-text.ts'
import { formatBytes, formatCount } from '../../ui/format.ts'
import classes from './catalog.module.css'
import { tablesCsv } from './tables-csv.ts'

export interface SelectionBarProps {
  readonly tables: readonly TableSummary[]
  readonly onClear: () => void
}

/** What can be done with several tables at once. */
export function SelectionBar({ tables, onClear }: SelectionBarProps): ReactNode {
  const navigate = useNavigate()
  if (tables.length === 0) return null
  const [a, b] = tables
  const bytes = tables.reduce((sum, { totalBytes }) => sum + totalBytes, 0n)
  function compare(): void {
    if (!a || !b) return
    void navigate({
      to: '/t/$name/compare',
      params: { name: a.name },
      search: { a: 'head', b: `table:${b.name}@head` },
    })
  }
  async function verify(): Promise<void> {
    const started = await Promise.allSettled(
      tables.map(({ tableId }) => startTask({ kind: 'verify-mirror', tableId, level: 'smart', repair: false })),
    )
    const failed = started.flatMap(result => (result.status === 'rejected' ? [readFailure(result.reason).detail] : []))
    const count = started.length - failed.length
    notify(
      failed.length === 0
        ? `Verifying ${count} ${count === 1 ? 'mirror' : 'mirrors'}: see the tasks`
        : `${count} of ${started.length} are being verified. ${failed[0]}`,
    )
  }
  return (
    <section className={classes.selection} aria-label="Selected tables">
      <span>
        <b>{formatCount(tables.length)}</b> selected · {formatBytes(bytes)}
      </span>
      <span className={classes.push} />
      <Button variant="default" leftSection={<IconStethoscope size={14} />} onClick={() => void checkHealth(tables)}>
        Check health
      </Button>
      <Button variant="default" leftSection={<IconShieldCheck size={14} />} onClick={() => void verify()}>
        Verify mirrors
      </Button>
      <Button
        variant="default"
        leftSection={<IconDownload size={14} />}
        onClick={() => downloadText('tables.csv', tablesCsv(tables), 'text/csv')}
      >
        Export list
      </Button>
      <Button
        leftSection={<IconArrowsDiff size={14} />}
        disabled={tables.length !== 2 || tables.some(({ head }) => head < 0n)}
        title={tables.length === 2 ? undefined : 'Two tables can be compared'}
        onClick={compare}
      >
        Compare heads
      </Button>
      <ActionIcon aria-label="Select none" onClick={onClear}>
        <IconX size={14} stroke={1.75} />
      </ActionIcon>
    </section>
  )
}

/** One table after the other, because each costs the server a look at its files; what comes of it stands in the list. */
async function checkHealth(tables: readonly TableSummary[]): Promise<void> {
  const checked = tables.filter(({ head }) => head >= 0n)
  let failed = 0
  for (const { tableId, head } of checked) {
    await queryClient.fetchQuery({ ...healthQuery(tableId, head), staleTime: 0 }).catch(() => {
      failed++
    })
  }
  notify(
    failed === 0
      ? `Measured every rule of ${checked.length} ${checked.length === 1 ? 'table' : 'tables'}`
      : `${failed} of ${checked.length} tables could not be measured: point at their health to see why`,
  )
}
