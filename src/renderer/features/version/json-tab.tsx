import { Button, CopyButton, SegmentedControl, Switch } from '@mantine/core'
import { IconCopy, IconDownload } from '@tabler/icons-react'
import { type ReactNode, useMemo, useState } from 'react'
import { commitFileName } from '../../../shared/delta/log-names.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { downloadText } from '../../ui/download-text.ts'
import { Empty } from '../../ui/empty.tsx'
import { formatBytes, formatCount } from '../../ui/format.ts'
import { indentJson } from '../../ui/indent-json.ts'
import { JsonEditor } from '../../ui/json-editor.tsx'
import { Loading } from '../../ui/loading.tsx'
import { actionTotal } from './kind-chips.tsx'
import { useActionRows } from './use-action-rows.ts'
import classes from './version.module.css'
import type { VersionDetail } from './version-header.tsx'

const ACTIONS_AT_ONCE = 20_000

/** The commit as newline-delimited JSON, byte for byte; or the same tokens, indented, for reading. */
export function JsonTab({
  tableId,
  summary,
}: {
  readonly tableId: string
  readonly summary: VersionDetail
}): ReactNode {
  const total = actionTotal(summary.counts)
  const [isIndented, setIsIndented] = useState(false)
  const [wrap, setWrap] = useState(true)
  const [wanted, setWanted] = useState(ACTIONS_AT_ONCE)
  const { rows, isComplete, error, retry } = useActionRows(tableId, summary.version, undefined, wanted)
  const hasEnough = isComplete || rows.length >= wanted
  const text = useMemo(() => (hasEnough ? rows.map(row => `${row.line}\n`).join('') : ''), [rows, hasEnough])
  const shown = useMemo(
    () => (isIndented ? rows.map(row => `${indentJson(row.line)}\n`).join('') : text),
    [rows, text, isIndented],
  )

  if (total === 0) return <Empty title="No line to show">This commit holds no action, so its file is empty.</Empty>
  if (error) return <FailureCard error={error} onRetry={retry} />
  if (!hasEnough) return <Loading what={`${formatCount(total)} actions (${formatCount(rows.length)} are here)`} />
  const name = commitFileName(summary.version)
  return (
    <div className={classes.json}>
      <div className={classes.filter}>
        <SegmentedControl
          aria-label="Layout of the JSON"
          data={[
            { value: 'exact', label: 'As committed' },
            { value: 'indented', label: 'Indented' },
          ]}
          value={isIndented ? 'indented' : 'exact'}
          onChange={value => setIsIndented(value === 'indented')}
        />
        <Switch size="xs" label="Wrap lines" checked={wrap} onChange={event => setWrap(event.currentTarget.checked)} />
        <output className={classes.found}>
          {name} · {formatCount(rows.length)} {rows.length === 1 ? 'line' : 'lines'} ·{' '}
          {formatBytes(new TextEncoder().encode(text).length)}
        </output>
        {isComplete ? null : (
          <Button variant="default" onClick={() => setWanted(Number.POSITIVE_INFINITY)}>
            Read the other {formatCount(total - rows.length)}
          </Button>
        )}
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button variant="default" leftSection={<IconCopy size={14} />} onClick={copy}>
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
        <Button
          variant="default"
          leftSection={<IconDownload size={14} />}
          disabled={!isComplete}
          onClick={() => downloadText(name, text, 'application/x-ndjson')}
        >
          Download
        </Button>
      </div>
      <div className={classes.editor}>
        <JsonEditor label={`JSON of v${summary.version}`} initialText={shown} wrap={wrap} />
      </div>
    </div>
  )
}
