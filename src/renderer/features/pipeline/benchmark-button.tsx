import { Button, Popover, SegmentedControl, Text } from '@mantine/core'
import { IconGauge } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import type { BenchmarkRequest } from '../../../shared/contract/copies.ts'
import { client } from '../../api/client.ts'
import { readFailure } from '../../api/failure.ts'
import { WriteButton } from '../../app/write-button.tsx'
import classes from './pipeline.module.css'

const ROWS = [
  { value: '50000', label: '50 K' },
  { value: '200000', label: '200 K' },
  { value: '1000000', label: '1 M' },
]
const FORMATS = [
  { value: 'binary', label: 'Binary' },
  { value: 'text', label: 'Text' },
]

/** Asks how large the benchmark shall be, and begins it. */
export function BenchmarkButton({ onStarted }: { readonly onStarted: (runId: string) => void }): ReactNode {
  const [opened, setOpened] = useState(false)
  const [rows, setRows] = useState('200000')
  const [format, setFormat] = useState<BenchmarkRequest['format']>('binary')
  const [isStarting, setStarting] = useState(false)
  const [problem, setProblem] = useState<string>()

  async function start(): Promise<void> {
    setStarting(true)
    setProblem(undefined)
    try {
      const answer = await client.copies.benchmark({ rows: Number(rows), format })
      if (answer.kind === 'started') onStarted(answer.runId)
      else setProblem('The benchmark is running on this database already; it goes one at a time.')
    } catch (error) {
      setProblem(readFailure(error).detail)
    } finally {
      setStarting(false)
    }
  }

  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={320} trapFocus withRoles={false}>
      <Popover.Target>
        <Button
          leftSection={<IconGauge size={15} stroke={1.75} />}
          aria-expanded={opened}
          onClick={() => setOpened(!opened)}
        >
          Benchmark …
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.popover ?? ''} role="dialog" aria-label="Built-in benchmark">
        <Text size="sm" fw={600}>
          Built-in benchmark
        </Text>
        <Text size="sm" c="var(--dd-text-dim)">
          Copies generated rows of added files, about 700 bytes each, into a scratch table with the indexes of the real
          one, and commits them. The table has a schema of its own, which is dropped afterwards.
        </Text>
        <SegmentedControl fullWidth aria-label="Rows to copy" data={ROWS} value={rows} onChange={setRows} />
        <SegmentedControl
          fullWidth
          aria-label="Format of COPY"
          data={FORMATS}
          value={format}
          onChange={value => setFormat(value === 'text' ? 'text' : 'binary')}
        />
        {problem ? (
          <Text size="sm" c="var(--dd-removed)" role="alert">
            {problem}
          </Text>
        ) : null}
        <WriteButton loading={isStarting} onClick={() => void start()}>
          Run the benchmark
        </WriteButton>
      </Popover.Dropdown>
    </Popover>
  )
}
