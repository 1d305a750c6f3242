import type { CheckpointInput, TakeForeignInput, VerifyMirrorInput } from '../shared/contract/task-inputs.ts'
import type { TaskOutcome, TaskProgress } from '../shared/contract/tasks.ts'
import { checkpointMirror } from './mirror/checkpoint-mirror.ts'
import { describeDivergence, lookAhead } from './mirror/look-ahead.ts'
import { openTarget } from './mirror/open-target.ts'
import { ObjectFailure } from './object-store/object-store.ts'
import type { Database } from './postgres/connection.ts'
import { commandMirror, type Divergence, type Mirror, readMirrors } from './postgres/mirrors.ts'
import { importLog } from './replay/import-log.ts'
import { ProgressMeter } from './replay/progress-meter.ts'
import type { TaskControl } from './tasks/task-work.ts'
import { verifyMirrored } from './verify-mirrored.ts'

export type MirrorTaskInput = VerifyMirrorInput | CheckpointInput | TakeForeignInput
type Control = TaskControl<never>

/** Does long work on a mirror. What is wrong with its target is an outcome. */
export async function doMirrorTask(
  database: Database,
  input: MirrorTaskInput,
  control: Control & Pick<TaskControl<never>, 'taskId'>,
): Promise<TaskOutcome> {
  const [mirror] = await readMirrors(database, input.tableId)
  if (mirror === undefined) return refused('mirror.absent', 'The table has no mirror.')
  try {
    switch (input.kind) {
      case 'verify-mirror':
        return await verify(database, mirror, input, control)
      case 'checkpoint':
        return await checkpoint(database, mirror, control)
      case 'take-foreign':
        return await takeForeign(database, mirror, control)
    }
  } catch (error) {
    if (!(error instanceof ObjectFailure)) throw error
    return { kind: 'failed', message: error.message, sqlState: null, reference: null }
  }
}

/** What a person reads of such a task in a list. */
export function titleOfMirrorTask(input: MirrorTaskInput, table: string): string {
  switch (input.kind) {
    case 'verify-mirror':
      return `${input.repair ? 'Reconcile' : 'Verify'} the mirror of ${table}`
    case 'checkpoint':
      return `Checkpoint ${table}`
    case 'take-foreign':
      return `Take what is new in the mirror of ${table}`
  }
}

async function verify(
  database: Database,
  { tableId, name, head, logStart }: Mirror,
  { kind: _, ...request }: VerifyMirrorInput,
  control: Control,
): Promise<TaskOutcome> {
  const from = request.from ?? logStart
  const meter = new ProgressMeter('hold', { versions: Number((request.to ?? head) - from + 1n) })
  const tell = (progress: TaskProgress) => control.report(progress)
  for await (const report of verifyMirrored(database, request, tell, control.signal)) {
    if (report.isDone) return { kind: 'verified', tableId, name, report }
    control.report(meter.at({ versions: report.checked, rows: 0, bytes: 0 }, null))
    await control.boundary()
  }
  return refused('mirror.absent', 'The table has no mirror any more.')
}

async function checkpoint(database: Database, mirror: Mirror, control: Control): Promise<TaskOutcome> {
  const { tableId, name } = mirror
  const meter = new ProgressMeter('checkpoint')
  const tell = () => control.report(meter.at({ versions: 0, rows: 0, bytes: 0 }, null))
  tell()
  const made = await checkpointMirror(database, mirror, tell, control.signal)
  switch (made.kind) {
    case 'written': {
      const { version, form, files, actions, addFiles, sizeInBytes, pointer } = made
      return {
        ...{ kind: 'checkpointed', tableId, name, version, form, files: [...files] },
        ...{ actions, addFiles, sizeInBytes, pointer },
      }
    }
    case 'refused':
    case 'failed':
      return refused(made.rule, made.message)
    case 'cancelled':
      return { kind: 'cancelled', kept: null, message: 'Cancelled; nothing points at what was written.' }
  }
}

/**
 * What stands behind the head is imported into the table itself: an import goes on behind versions that are the same, so
 * that a target that differs anywhere is refused and nothing is changed. Then the mirror goes on.
 */
async function takeForeign(database: Database, mirror: Mirror, control: Control): Promise<TaskOutcome> {
  const { tableId, name, target } = mirror
  const divergence = await divergenceOf(mirror, control.signal)
  if (divergence?.kind !== 'ahead') {
    const found = divergence ? describeDivergence(divergence) : 'Nothing stands in the target behind the head.'
    return refused('mirror.not-ahead', `Only versions behind the head can be taken. ${found}`)
  }
  const plan = { name, mode: 'strict', batchVersions: 1, verify: true } as const
  const outcome = await importLog(database, { kind: 'import', path: target, plan }, control)
  if (outcome.kind === 'imported') await commandMirror(database, tableId, 'retry')
  return outcome
}

/** What is known to stop a mirror, or would stop it as soon as its target is looked at. */
async function divergenceOf(mirror: Mirror, signal: AbortSignal): Promise<Divergence | undefined> {
  const { divergenceVersion: version, divergenceKind: kind, target } = mirror
  if (version !== null && kind !== null) return { version, kind }
  await using store = await openTarget(target)
  return await lookAhead(store, mirror, signal)
}

function refused(rule: string, message: string): TaskOutcome {
  return { kind: 'refused', problems: [{ rule, file: null, line: null, message }], kept: null }
}
