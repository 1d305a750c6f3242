import { Button, Checkbox } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { DiagnosticPart } from '../../../shared/contract/diagnostic-contract.ts'
import { client } from '../../api/client.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { copyText } from '../../app/notice.tsx'
import { downloadText } from '../../ui/download-text.ts'
import classes from './settings.module.css'

/** What could be given to somebody who helps: read first, part by part, then saved or copied by hand. Nothing is sent. */
export function Diagnostics(): ReactNode {
  const [isShown, setIsShown] = useState(false)
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ['diagnostics'],
    queryFn: ({ signal }) => client.diagnostics.read(undefined, { signal }),
    enabled: isShown,
    staleTime: 0,
  })
  if (!isShown) {
    return (
      <div className={classes.buttons}>
        <Button variant="default" onClick={() => setIsShown(true)}>
          Show what there is
        </Button>
        <span className={classes.hint}>Passwords and keys are taken out. Nothing leaves this computer by itself.</span>
      </div>
    )
  }
  if (error) return <FailureCard error={error} onRetry={refetch} />
  const parts = data ?? []
  const chosen = parts.filter(({ name }) => !left.has(name))
  return (
    <>
      {parts.map(part => (
        <Part
          key={part.name}
          part={part}
          isTaken={!left.has(part.name)}
          onTake={isTaken => setLeft(withPart(left, part.name, !isTaken))}
        />
      ))}
      <div className={classes.buttons}>
        <Button
          disabled={chosen.length === 0}
          onClick={() => downloadText('deltadesk-diagnostics.txt', printed(chosen), 'text/plain')}
        >
          Save as a file
        </Button>
        <Button
          variant="default"
          disabled={chosen.length === 0}
          onClick={() => void copyText(printed(chosen), 'the diagnostics')}
        >
          Copy
        </Button>
        <Button variant="default" loading={isFetching} onClick={() => void refetch()}>
          Read again
        </Button>
      </div>
    </>
  )
}

interface PartProps {
  readonly part: DiagnosticPart
  readonly isTaken: boolean
  readonly onTake: (isTaken: boolean) => void
}

function Part({ part, isTaken, onTake }: PartProps): ReactNode {
  return (
    <section className={classes.part} aria-label={part.name}>
      <Checkbox label={part.name} checked={isTaken} onChange={({ currentTarget }) => onTake(currentTarget.checked)} />
      <textarea
        className={classes.text}
        data-left={!isTaken}
        aria-label={`${part.name}, to read`}
        readOnly
        rows={Math.min(10, part.text.split('\n').length + 1)}
        value={part.text}
      />
    </section>
  )
}

function withPart(left: ReadonlySet<string>, name: string, isLeft: boolean): ReadonlySet<string> {
  const next = new Set(left)
  if (isLeft) next.add(name)
  else next.delete(name)
  return next
}

function printed(parts: readonly DiagnosticPart[]): string {
  return parts.map(({ name, text }) => `== ${name}\n${text.trimEnd()}\n`).join('\n')
}
