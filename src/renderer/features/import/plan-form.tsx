import { Checkbox, NumberInput, Radio, Select, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { LogReport } from '../../../shared/contract/log-report.ts'
import type { Task } from '../../../shared/contract/tasks.ts'
import { IMPORT_BATCH_VERSIONS, IMPORT_BATCH_VERSIONS_MAX } from '../../../shared/import-limits.ts'
import { readFailure } from '../../api/failure.ts'
import { answerTask } from '../../api/tasks.ts'
import { TaskButtons } from '../../app/task-progress.tsx'
import { WriteButton } from '../../app/write-button.tsx'
import { Strip } from '../../ui/strip.tsx'
import classes from './import.module.css'

type Mode = 'strict' | 'base' | 'inspect'

interface PlanFormProps {
  readonly task: Task
  readonly report: LogReport
  /** What the table is to be called where nobody says otherwise; absent: as the folder. */
  readonly suggestedName: string | undefined
}

/** How the log shall come in: from where, under which name, in which steps. */
export function PlanForm({ task, report, suggestedName = '' }: PlanFormProps): ReactNode {
  const [mode, setMode] = useState<Mode>(report.isBroken ? 'inspect' : 'strict')
  const [name, setName] = useState(suggestedName)
  const [base, setBase] = useState<string | null>(null)
  const [batch, setBatch] = useState(IMPORT_BATCH_VERSIONS)
  const [verify, setVerify] = useState(true)
  const [problem, setProblem] = useState<string>()

  function submit(event: FormEvent): void {
    event.preventDefault()
    setProblem(undefined)
    const plan = {
      ...(name.trim() === '' ? {} : { name: name.trim() }),
      ...(mode === 'base' && base !== null ? { base: BigInt(base) } : {}),
      mode: mode === 'inspect' ? 'inspect' : 'strict',
      batchVersions: batch,
      verify,
    } as const
    answerTask(task.taskId, { kind: 'plan', plan }).catch((error: unknown) => setProblem(readFailure(error).detail))
  }

  return (
    <form className={classes.plan} onSubmit={submit} aria-label="Plan of the import">
      {problem ? <Strip tone="error">{problem}</Strip> : null}
      <Radio.Group label="What comes in" value={mode} onChange={value => setMode(value as Mode)}>
        <div className={classes.choices}>
          <Radio size="xs" value="strict" label={startLabel(report)} disabled={report.isBroken} />
          <Radio
            size="xs"
            value="base"
            label="From a later checkpoint, without what came before it"
            disabled={report.isBroken || report.bases.length === 0}
          />
          <Radio size="xs" value="inspect" label="Whatever can be parsed, into a table that can only be looked at" />
        </div>
      </Radio.Group>
      {mode === 'base' ? (
        <Select
          label="Checkpoint"
          placeholder="Version of the checkpoint"
          data={report.bases.map(({ version, kind }) => ({ value: String(version), label: `v${version} · ${kind}` }))}
          value={base}
          onChange={setBase}
          searchable
        />
      ) : null}
      <div className={classes.fields}>
        <TextInput
          label="Name of the table"
          placeholder={report.name}
          description="Left empty: as the folder. Of a table that exists, the rest is appended."
          value={name}
          spellCheck={false}
          autoComplete="off"
          onChange={event => setName(event.currentTarget.value)}
        />
        <NumberInput
          label="Versions in one transaction"
          description="At most."
          min={1}
          max={IMPORT_BATCH_VERSIONS_MAX}
          value={batch}
          onChange={value => setBatch(Number(value) || IMPORT_BATCH_VERSIONS)}
        />
      </div>
      {mode === 'inspect' ? null : (
        <Checkbox
          label="Compare with every checkpoint and checksum afterwards"
          checked={verify}
          onChange={event => setVerify(event.currentTarget.checked)}
        />
      )}
      <div className={classes.decide}>
        <WriteButton type="submit" disabled={mode === 'base' && base === null}>
          {mode === 'inspect' ? 'Inspect' : 'Import'}
        </WriteButton>
        <TaskButtons task={task} />
      </div>
    </form>
  )
}

function startLabel({ start, head }: LogReport): string {
  switch (start.kind) {
    case 'from-start':
      return `Everything, from version 0 to ${head ?? '?'}`
    case 'from-checkpoint':
      return `Everything there is: the checkpoint of version ${start.version} as its base, then up to ${head ?? '?'}`
    case 'impossible':
      return 'Everything: not possible, the history has a hole'
  }
}
