import type { ImportProblem } from '../../shared/contract/import.ts'
import type { TaskOutcome, TaskProgress, Verification } from '../../shared/contract/tasks.ts'
import { readerEffect } from '../../shared/delta/rules/reader-effects.ts'
import type { CommandResult } from './command.ts'
import { CommandFailure } from './command-failure.ts'
import { failureOfOutcome } from './failure-of-outcome.ts'
import { formatBytes, formatCount } from './format.ts'
import { visible } from './print-columns.ts'
import type { Json } from './print-json.ts'

/** How long work has ended, for people and for scripts; throws a CommandFailure where it has not come to its end. */
export function taskResult(outcome: TaskOutcome): CommandResult {
  switch (outcome.kind) {
    case 'imported': {
      const { kind: _, warnings, verification, ...rest } = outcome
      const json = { ...rest, warnings: warnings.map(problemJson), verification: verificationJson(verification) }
      const notes = [
        ...(verification?.differences ?? []).map(problem => `different: ${problemText(problem)}`),
        ...warnings.map(problem => `warning: ${problemText(problem)}`),
      ]
      return { text: [importText(outcome), ...notes].map(visible).join('\n'), json }
    }
    case 'made':
      return { text: `Table ${outcome.name}: ${countVersions(outcome.head + 1n)}.`, json: outcome }
    case 'committed': {
      const { kind: _, ...json } = outcome
      const verb = outcome.dryRun
        ? 'It would become'
        : outcome.found
          ? 'It had been committed before as'
          : 'Committed as'
      return { text: visible(`${verb} version ${outcome.version} of ${outcome.name}.`), json }
    }
    case 'exported': {
      const { kind: _, ...json } = outcome
      const skipped = outcome.skipped > 0 ? `, ${formatCount(outcome.skipped)} were there already` : ''
      const text = `${formatCount(outcome.files)} files, ${formatBytes(BigInt(outcome.bytes))} in ${outcome.folder}${skipped}.`
      return { text: visible(text), json }
    }
    case 'replayed': {
      const { kind: _, ...json } = outcome
      const verb = outcome.dryRun ? 'would be committed' : 'committed'
      const found = outcome.found > 0 ? `, ${formatCount(outcome.found)} were there already` : ''
      const skipped = outcome.skipped.length > 0 ? `, skipped ${outcome.skipped.join(', ')}` : ''
      const text = `${countVersions(BigInt(outcome.committed))} ${verb} to ${outcome.name}, now at version ${outcome.head}${found}${skipped}.`
      return { text: visible(text), json }
    }
    case 'verified':
      return { text: visible(verifiedMirrorText(outcome)), json: { table: outcome.name, ...outcome.report } }
    case 'checkpointed': {
      const { kind: _, ...json } = outcome
      return { text: visible(checkpointText(outcome)), json }
    }
    case 'stopped':
      throw stopped(outcome)
    case 'refused':
      throw new CommandFailure('refused', problemText(outcome.problems[0]) ?? 'The input was refused.', {
        details: { problems: outcome.problems.map(problemJson), kept: outcome.kept },
        lines: outcome.problems.slice(1).flatMap(problem => problemText(problem) ?? []),
      })
    case 'cancelled':
      throw new CommandFailure('cancelled', outcome.message, { details: { kept: outcome.kept } })
    case 'failed':
      throw new CommandFailure('internal', outcome.message)
  }
}

export function progressText({
  phase,
  versions,
  versionsTotal,
  rows,
  rowsPerSecond,
  remainingMs,
}: TaskProgress): string {
  const total = versionsTotal === null ? '' : ` of ${formatCount(versionsTotal)}`
  const rate = rowsPerSecond === null ? '' : `, ${formatCount(Math.round(rowsPerSecond))} a second`
  const rest = remainingMs === null ? '' : `, ${formatCount(Math.ceil(remainingMs / 1_000))} s left`
  return `${phase}: ${formatCount(versions)}${total} versions, ${formatCount(rows)} actions${rate}${rest}`
}

function importText(outcome: Extract<TaskOutcome, { kind: 'imported' }>): string {
  const { name, first, head, versions, skipped, actions, isBase, inspection, verification } = outcome
  const parts = [
    `Table ${name}: ${countVersions(BigInt(versions))}, ${formatCount(actions)} actions`,
    skipped > 0 ? `${formatCount(skipped)} were there already` : '',
    isBase ? `the state of version ${first} stands for what came before` : '',
    `at version ${head}`,
    inspection ? 'for inspection only' : '',
    verification ? verifiedText(verification) : '',
  ]
  return `${parts.filter(part => part !== '').join(', ')}.`
}

function verifiedText({ head, checkpoints, checksums, commits }: Verification): string {
  const compared = `head, ${formatCount(checkpoints)} checkpoints, ${formatCount(checksums)} checksums and ${formatCount(commits)} commits`
  return head === 'same' ? `compared with the source (${compared})` : `which differs from the source (${compared})`
}

function verifiedMirrorText({ name, report }: Extract<TaskOutcome, { kind: 'verified' }>): string {
  const { counts, repaired, findings } = report
  const found = Object.entries(counts).map(([verdict, count]) => `${formatCount(count)} ${verdict}`)
  const lines = findings.map(({ verdict, message }) => `${verdict}: ${message}`)
  return [`${name}: ${found.join(', ')}; ${formatCount(repaired)} put back.`, ...lines].join('\n')
}

function checkpointText({ name, version, form, addFiles, sizeInBytes, files }: Checkpointed): string {
  const parts = `${files.length} ${files.length === 1 ? 'file' : 'files'} of ${formatBytes(BigInt(sizeInBytes))}`
  return `${name}: a ${form} checkpoint of version ${version} with ${formatCount(addFiles)} files of the table, in ${parts}.`
}

type Checkpointed = Extract<TaskOutcome, { kind: 'checkpointed' }>

function countVersions(count: bigint): string {
  return `${formatCount(count)} ${count === 1n ? 'version' : 'versions'}`
}

function stopped({ version, outcome, name, head, tableId }: Extract<TaskOutcome, { kind: 'stopped' }>): CommandFailure {
  const where = `The replay stopped before version ${version}; ${name} is at version ${head}.`
  if (outcome.kind === 'committed') return new CommandFailure('internal', where)
  const { kind, message, details, lines } = failureOfOutcome(outcome, { commitId: '' })
  const { commitId: _, ...rest } = details
  return new CommandFailure(kind, `${where} ${message}`, { details: { ...rest, version, tableId, name, head }, lines })
}

export function problemText(problem: ImportProblem): string
export function problemText(problem: ImportProblem | undefined): string | undefined
export function problemText(problem: ImportProblem | undefined): string | undefined {
  if (problem === undefined) return undefined
  const { file, line, message } = problem
  const place = file === null ? '' : line === null ? `${file}: ` : `${file}:${line}: `
  return place + message
}

export function problemJson({ rule, file, line, message, issue }: ImportProblem): Json {
  const effect = readerEffect(rule)
  const readers = effect ? { ends: effect.ends, text: effect.text } : null
  return { rule, file, line, message, readers, ...(issue && { path: [...issue.path], section: issue.section }) }
}

function verificationJson(verification: Verification | null): Json {
  if (!verification) return null
  const { differences, ...counts } = verification
  return { ...counts, differences: differences.map(problemJson) }
}
