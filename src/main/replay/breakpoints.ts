import type { Breakpoint } from '../../shared/contract/task-inputs.ts'
import type { CommitLine } from '../../shared/delta/actions.ts'

/** What the versions before have said last; undefined where they have said nothing. */
export interface Before {
  readonly schemaString: string | undefined
  readonly protocol: string | undefined
}

/** Why a replay stops before a version, in words; empty where none of the breakpoints is met. */
export function breakpointHits(
  breakpoints: readonly Breakpoint[],
  lines: readonly CommitLine[],
  before: Before,
): string[] {
  return breakpoints.flatMap(breakpoint => hitsOf(breakpoint, lines, before))
}

function hitsOf(breakpoint: Breakpoint, lines: readonly CommitLine[], before: Before): string[] {
  switch (breakpoint.kind) {
    case 'file':
      return lines.flatMap(({ action }) => {
        if (action.kind !== 'add' && action.kind !== 'remove') return []
        const change = action.kind === 'add' ? 'added' : 'removed'
        const isMeant = breakpoint.change === 'either' || breakpoint.change === change
        return isMeant && action.path.includes(breakpoint.path) ? [`${change} ${action.path}`] : []
      })
    case 'protocol':
      return lines.flatMap(({ action, text }) =>
        action.kind === 'protocol' && text !== before.protocol
          ? [`the protocol becomes ${action.minReaderVersion}/${action.minWriterVersion}`]
          : [],
      )
    case 'schema':
      return lines.flatMap(({ action }) =>
        action.kind === 'metaData' && action.schemaString !== before.schemaString ? ['the schema changes'] : [],
      )
    case 'commitInfo': {
      const wanted = breakpoint.text.toLowerCase()
      return lines.flatMap(({ action }) =>
        action.kind === 'commitInfo' && action.text.toLowerCase().includes(wanted)
          ? [`commitInfo has “${breakpoint.text}”`]
          : [],
      )
    }
  }
  return breakpoint satisfies never
}

/** What the versions up to this one have said last. */
export function afterLines(before: Before, lines: readonly CommitLine[]): Before {
  let { schemaString, protocol } = before
  for (const { action, text } of lines) {
    if (action.kind === 'protocol') protocol = text
    else if (action.kind === 'metaData') schemaString = action.schemaString
  }
  return { schemaString, protocol }
}
