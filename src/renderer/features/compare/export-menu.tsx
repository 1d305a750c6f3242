import { Button, Menu } from '@mantine/core'
import { IconChevronDown, IconDownload } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { ComparisonSummary } from '../../../shared/contract/comparisons.ts'
import type { StateChange } from '../../../shared/delta/comparison-report.ts'
import { client } from '../../api/client.ts'
import { copyText } from '../../app/notice.tsx'
import { useTable } from '../../app/table-scope.tsx'
import { downloadText } from '../../ui/download-text.ts'
import { comparisonJson, comparisonMarkdown, filesCsv } from './comparison-texts.ts'
import { readAllChanges } from './read-all-changes.ts'

export interface ExportMenuProps {
  readonly table: string
  readonly summary: ComparisonSummary
  readonly changes: readonly StateChange[]
}

/** The comparison as a text for people, for programs, or the files as a sheet. */
export function ExportMenu({ table, summary, changes }: ExportMenuProps): ReactNode {
  const { tableId } = useTable()
  const [from, to] = [summary.from.version, summary.to.version]
  const name = `${table}-v${from}-v${to}`
  const read = () => readAllChanges(client, { tableId, from, to })
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={14} />} rightSection={<IconChevronDown size={14} />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          onClick={() => void copyText(comparisonMarkdown(table, summary, changes), 'the comparison as Markdown')}
        >
          Copy as Markdown
        </Menu.Item>
        <Menu.Item
          onClick={async () =>
            downloadText(`${name}.json`, comparisonJson(table, summary, changes, await read()), 'application/json')
          }
        >
          JSON, with every file
        </Menu.Item>
        <Menu.Item onClick={async () => downloadText(`${name}.csv`, filesCsv(await read()), 'text/csv')}>
          CSV of the files
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
