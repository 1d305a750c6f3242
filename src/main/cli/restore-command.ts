import type { RestoreReport } from '../../shared/contract/restore.ts'
import type { DraftHeader } from '../../shared/contract/schemas.ts'
import { planRestore } from '../log/plan-restore.ts'
import type { Command } from './command.ts'
import { CommandFailure } from './command-failure.ts'
import { existingVersion, findTable } from './find-table.ts'
import { formatBytes, formatCount } from './format.ts'
import { readVersionNumber, textOption } from './read-arguments.ts'
import { commitIdOption, SENDING_HELP, SENDING_OPTIONS, sendDraft } from './send-draft.ts'

export const restoreCommand: Command = {
  name: 'restore',
  positionals: ['table'],
  options: { to: { type: 'string' }, plan: { type: 'boolean' }, ...SENDING_OPTIONS },
  summary: 'commit a version that looks like an earlier one',
  help: `  --to N                 the version to go back to (required)
  --plan                 print the actions, one a line, and commit nothing
${SENDING_HELP}

History stays: a new version is committed that adds what left and removes what came. What cannot go back is told.
With --json: the result of deltadesk commit with "restored" and "caveats"; with --plan: the plan.`,
  async run(run) {
    const { database, positionals, values, surroundings } = run
    const asked = readVersionNumber(textOption(values, 'to'), '--to')
    if (asked === undefined) throw new CommandFailure('usage', 'Expected --to N, got nothing.')
    const commitId = commitIdOption(values)
    const table = await findTable(database, positionals[0])
    const { tableId, name } = table
    const target = existingVersion(table, asked)
    const report = await planRestore(database, { tableId, target }, surroundings.signal)
    if (report === undefined) throw new CommandFailure('not-found', `Version ${target} is not recorded.`)
    if (report.kind === 'too-large') throw tooLarge(report)
    const { caveats } = report
    if (report.kind === 'same') {
      const text = [
        `The head, version ${report.head}, is what version ${target} was; nothing was committed.`,
        ...caveats,
      ]
      return { text: text.join('\n'), json: { ...report, caveats } }
    }
    if (values.plan === true) return { text: report.actions, verbatim: true, json: { ...report, caveats } }
    const draft: DraftHeader = {
      tableId,
      commitId,
      readVersion: report.head,
      expectedVersion: report.head + 1n,
      committer: textOption(values, 'committer'),
    }
    const { text, json } = await sendDraft(run, name, { draft, source: { kind: 'text', text: report.actions } })
    const notes = caveats.map(caveat => `note: ${caveat}`)
    return { text: [text, summary(report), ...notes].join('\n'), json: { ...Object(json), restored: target, caveats } }
  },
}

function summary({ added, removed, target }: Extract<RestoreReport, { kind: 'plan' }>): string {
  const back = `${formatCount(added.files)} ${added.files === 1 ? 'file' : 'files'} back (${formatBytes(added.bytes)})`
  return `To version ${target}: ${back}, ${formatCount(removed.files)} removed (${formatBytes(removed.bytes)}).`
}

function tooLarge({ target, actionsMax }: Extract<RestoreReport, { kind: 'too-large' }>): CommandFailure {
  const message = `More files came and went since version ${target} than one commit may hold (${formatCount(actionsMax)}).`
  return new CommandFailure('refused', message)
}
