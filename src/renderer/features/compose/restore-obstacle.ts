import type { RestoreReport } from '../../../shared/contract/restore.ts'
import { formatCount } from '../../ui/format.ts'

/** Why there is no draft that restores a version, for people. */
export function restoreObstacle(report: Exclude<RestoreReport, { kind: 'plan' }>): {
  readonly title: string
  readonly detail: string
} {
  if (report.kind === 'too-large') {
    return {
      title: `v${report.target} is too far away for one draft`,
      detail: `More than ${formatCount(report.actionsMax)} files came and went since. Choose a version in between and restore in two steps.`,
    }
  }
  const { head, target, caveats } = report
  return {
    title: `The head is what v${target} was`,
    detail:
      `There is nothing to restore: v${head} has the same files, schema and properties. ${caveats.join(' ')}`.trim(),
  }
}
