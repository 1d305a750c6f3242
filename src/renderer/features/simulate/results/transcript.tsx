import type { ReactNode } from 'react'
import type { TranscriptLine } from '../../../../shared/contract/simulation-results.ts'
import classes from './results.module.css'

/** The steps of a schedule as they were taken, a column a writer. */
export function Transcript({
  lines,
  writers,
}: {
  readonly lines: readonly TranscriptLine[]
  readonly writers: readonly string[]
}): ReactNode {
  return (
    <div className={classes.transcriptFrame}>
      <table className={classes.transcript}>
        <thead>
          <tr>
            <th scope="col">#</th>
            {writers.map((writer, index) => (
              <th key={writer} scope="col" data-writer={index % 8}>
                {writer}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
            <tr key={place}>
              <th scope="row">{place + 1}</th>
              {writers.map((writer, index) => (
                <td key={writer} data-kind={index === line.writer ? line.kind : undefined} title={line.text}>
                  {index === line.writer ? wordsOf(line, writers) : null}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function wordsOf({ kind, step, blockedBy }: TranscriptLine, writers: readonly string[]): string {
  switch (kind) {
    case 'step':
      return step
    case 'waits':
      return `${step} waits for ${blockedBy.map(index => writers[index] ?? 'another program').join(', ') || 'somebody'}`
    case 'goes-on':
      return `${step} goes on`
    case 'crash':
      return `crashes before ${step}`
    case 'ends':
      return 'has ended'
  }
}
