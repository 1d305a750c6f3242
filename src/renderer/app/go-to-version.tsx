import { TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useId, useRef, useState } from 'react'
import type { Location } from '../../shared/contract/histories.ts'
import type { TableSummary } from '../../shared/contract/schemas.ts'
import { describeLocation } from '../../shared/history/describe-location.ts'
import { DESTINATION_EXAMPLES, type Destination, parseDestination } from '../../shared/history/go-to.ts'
import { locationQuery } from '../api/history-queries.ts'
import { formatTime } from '../ui/format.ts'
import classes from './go-to.module.css'
import { useKeys } from './key-dispatch.ts'
import { notify } from './notice.tsx'

export interface GoToVersionProps {
  readonly table: TableSummary
  /** `timeMs` is the time that led to the version, in milliseconds since 1970, where one did. */
  readonly onGo: (version: bigint, timeMs: number | undefined) => void
}

interface Answer {
  /** Undefined where the text leads nowhere. */
  readonly version: bigint | undefined
  readonly words: string
}

/** A field that takes a version, how many back, a moment or a change, and says what it makes of it before it goes. */
export function GoToVersion({ table, onGo }: GoToVersionProps): ReactNode {
  const field = useRef<HTMLInputElement>(null)
  const id = useId()
  const [text, setText] = useState('')
  const [isOpen, setIsOpen] = useState(false)
  const destination = parseDestination(text, Date.now())
  const target = destination?.kind === 'time' || destination?.kind === 'change' ? destination : undefined
  const { data: location, isPlaceholderData } = useQuery(locationQuery(table.tableId, target))
  const answer = text.trim() === '' ? undefined : answerOf(destination, table, isPlaceholderData ? undefined : location)
  useKeys({ 'version.goTo': () => field.current?.select() })

  function submit(event: FormEvent): void {
    event.preventDefault()
    if (answer?.version === undefined) return
    onGo(answer.version, target?.kind === 'time' ? target.timeMs : undefined)
    if (target) notify(answer.words)
    setText('')
    field.current?.blur()
  }
  return (
    <form onSubmit={submit} className={classes.form}>
      <TextInput
        ref={field}
        w={172}
        placeholder="Go to version or time"
        aria-label="Go to a version, a time or a change"
        aria-describedby={id}
        value={text}
        error={answer !== undefined && answer.version === undefined && location === undefined && !target}
        onChange={event => setText(event.currentTarget.value)}
        onFocus={() => setIsOpen(true)}
        onBlur={() => setIsOpen(false)}
        onKeyDown={event => {
          if (event.key === 'Escape') field.current?.blur()
        }}
      />
      <output id={id} className={classes.answer} data-shown={isOpen}>
        {answer ? (
          <span className={answer.version === undefined ? classes.wrong : undefined}>{answer.words}</span>
        ) : (
          DESTINATION_EXAMPLES.map(example => <code key={example}>{example}</code>)
        )}
      </output>
    </form>
  )
}

function answerOf(destination: Destination | undefined, table: TableSummary, location: Location | undefined): Answer {
  const { head } = table
  switch (destination?.kind) {
    case undefined:
      return { version: undefined, words: 'Expected a version, how many back, a time, or “before schema change”.' }
    case 'version':
      return inRange(destination.version, head)
    case 'back':
      return inRange(head - destination.versions, head)
    case 'time':
    case 'change':
      return location ? located(location) : { version: undefined, words: 'Looking …' }
  }
}

function inRange(version: bigint, head: bigint): Answer {
  if (version >= 0n && version <= head) return { version, words: `v${version}` }
  return { version: undefined, words: `The table has the versions 0 to ${head}.` }
}

function located(location: Location): Answer {
  const version = location.kind === 'found' ? location.version : undefined
  return { version, words: describeLocation(location, formatTime) }
}
