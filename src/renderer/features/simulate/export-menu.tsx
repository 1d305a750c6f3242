import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { ExportFormat } from '../../../shared/contract/simulations.ts'
import { client } from '../../api/client.ts'
import { readFailure } from '../../api/failure.ts'
import { downloadText } from '../../ui/download-text.ts'
import classes from './simulate.module.css'

const FORMATS: readonly { readonly format: ExportFormat; readonly name: string; readonly note: string }[] = [
  { format: 'markdown', name: 'Report', note: 'Markdown, to be read and passed on' },
  { format: 'scenario', name: 'As a test', note: 'for deltadesk simulate file --json in your CI' },
  { format: 'spec', name: 'Scenario', note: '.spec, with the way in which it was run' },
  { format: 'perfetto', name: 'Trace', note: 'JSON for Perfetto and chrome://tracing' },
  { format: 'elle', name: 'History', note: 'EDN for Elle and Jepsen' },
]

/** A kept run as a file. */
export function ExportMenu({
  runId,
  onProblem,
}: {
  readonly runId: string
  readonly onProblem: (problem: string | undefined) => void
}): ReactNode {
  const download = async (format: ExportFormat) => {
    onProblem(undefined)
    try {
      const { fileName, text, mediaType } = await client.simulations.export({ runId, format })
      downloadText(fileName, text, mediaType)
    } catch (error) {
      onProblem(readFailure(error).detail)
    }
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={14} stroke={1.75} />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {FORMATS.map(({ format, name, note }) => (
          <Menu.Item key={format} onClick={() => void download(format)}>
            {name} <span className={classes.dim}>{note}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
