import { randomUUID } from 'node:crypto'
import { checkDraft, checkStream } from '../log/check-draft.ts'
import type { Command } from './command.ts'
import { failureOfOutcome, issueText } from './failure-of-outcome.ts'
import { findTable } from './find-table.ts'
import { openActions } from './open-actions.ts'
import { readVersionNumber, textOption } from './read-arguments.ts'
import { streamProgressText } from './stream-progress-text.ts'

export const checkCommand: Command = {
  name: 'check',
  positionals: ['table', 'file.json'],
  options: { 'expected-version': { type: 'string' } },
  summary: 'hold a file of actions against every rule, without writing',
  help: `<file.json> holds Delta JSON actions: one a line, as in a commit file, or an array of them; - reads standard input.

  --expected-version N   the version that the commit wants to become (default: the one after the head)

Ends with exit code 4 where a rule is broken; warnings alone are a success.
With --json: {"table", "head", "expectedVersion", "issues": [{"rule", "severity", "path", "message"}]}.`,
  async run({ database, positionals, values, surroundings, onProgress }) {
    await using actions = await openActions(positionals[1] ?? '-', surroundings.stdin)
    const { tableId, name, head } = await findTable(database, positionals[0])
    const expectedVersion = readVersionNumber(textOption(values, 'expected-version'), '--expected-version') ?? head + 1n
    const draft = { tableId, commitId: randomUUID(), readVersion: expectedVersion - 1n, expectedVersion }
    const { source } = actions
    const checked =
      source.kind === 'text'
        ? await checkDraft(database, { ...draft, actions: source.text }, surroundings.signal)
        : await checkStream(
            database,
            draft,
            source,
            { onProgress: progress => onProgress(streamProgressText(progress)) },
            surroundings.signal,
          )
    const { issues } = checked
    if (issues.some(({ severity }) => severity === 'error')) throw failureOfOutcome({ kind: 'invalid', issues }, draft)
    const verdict = `No rule is broken; checked against version ${checked.head} of ${name}.`
    return {
      text: [...issues.map(issue => `warning: ${issueText(issue)}`), verdict].join('\n'),
      json: {
        table: name,
        head: checked.head,
        expectedVersion,
        issues: issues.map(issue => ({ ...issue, path: [...issue.path] })),
      },
    }
  },
}
