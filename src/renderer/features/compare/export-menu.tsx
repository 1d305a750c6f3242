import { Button, Menu } from '@mantine/core'
import { IconChevronDown, IconDownload } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { copyText } from '../../app/notice.tsx'
import { downloadText } from '../../ui/download-text.ts'
import type { ChangeRow } from './change-row.ts'
import { filesCsv } from './comparison-texts.ts'

export interface ExportMenuProps {
  /** Of the files that are saved, without an ending. */
  readonly name: string
  readonly markdown: () => string
  readonly json: (rows: readonly ChangeRow[]) => string
  /** Reads every file that differs. */
  readonly readAll: () => Promise<readonly ChangeRow[]>
}

/** The comparison as a text for people, for programs, or the files as a sheet. */
export function ExportMenu({ name, markdown, json, readAll }: ExportMenuProps): ReactNode {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={14} />} rightSection={<IconChevronDown size={14} />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void copyText(markdown(), 'the comparison as Markdown')}>Copy as Markdown</Menu.Item>
        <Menu.Item onClick={async () => downloadText(`${name}.json`, json(await readAll()), 'application/json')}>
          JSON, with every file
        </Menu.Item>
        <Menu.Item onClick={async () => downloadText(`${name}.csv`, filesCsv(await readAll()), 'text/csv')}>
          CSV of the files
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
