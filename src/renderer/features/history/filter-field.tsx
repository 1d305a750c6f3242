import { CloseButton } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, type ReactNode, useEffect, useEffectEvent, useId, useRef, useState } from 'react'
import { completeFilter, type FilterCompletion } from '../../../shared/history/complete-filter.ts'
import { parseFilter } from '../../../shared/history/parse-filter.ts'
import { vocabularyQuery } from '../../api/history-queries.ts'
import { useKeys } from '../../app/key-dispatch.ts'
import { Keys } from '../../ui/keys.tsx'
import classes from './filter-field.module.css'

const APPLIED_AFTER_MS = 250
const NO_NAMES = { operations: [], committers: [], apps: [] }

export interface FilterFieldProps {
  readonly tableId: string
  readonly value: string
  readonly onChange: (text: string) => void
  /** The reader is done here and goes on to the list. */
  readonly onLeave: () => void
}

/** The filter of a history: completes what is typed, and points at what it does not understand. */
export function FilterField({ tableId, value, onChange, onLeave }: FilterFieldProps): ReactNode {
  const field = useRef<HTMLInputElement>(null)
  const id = useId()
  const [text, setText] = useAppliedText(value, onChange)
  const [caret, setCaret] = useState<number>()
  const [active, setActive] = useState(-1)
  const { data: vocabulary = NO_NAMES } = useQuery({ ...vocabularyQuery(tableId), enabled: caret !== undefined })
  const options = caret === undefined ? [] : completeFilter(text, caret, vocabulary)
  const [problem] = parseFilter(text, Date.now()).problems
  const isTyping = caret !== undefined && problem !== undefined && caret > problem.at && caret <= problem.end
  useKeys({ 'filter.focus': () => field.current?.focus() })

  function choose({ text: chosen, from, to }: FilterCompletion): void {
    const isComplete = !/[-:>]$/.test(chosen)
    const behind = isComplete && to >= text.length ? ' ' : ''
    setText(text.slice(0, from) + chosen + behind + text.slice(to))
    setActive(-1)
    const next = from + chosen.length + behind.length
    setCaret(next)
    requestAnimationFrame(() => field.current?.setSelectionRange(next, next))
  }
  function pressKey(event: KeyboardEvent<HTMLInputElement>): void {
    const option = options[active]
    if (event.key === 'ArrowDown') setActive(Math.min(options.length - 1, active + 1))
    else if (event.key === 'ArrowUp') setActive(Math.max(-1, active - 1))
    else if ((event.key === 'Enter' || event.key === 'Tab') && option) choose(option)
    else if (event.key === 'Enter') {
      // The list may not be there yet; it takes the focus when nothing else has it.
      field.current?.blur()
      onChange(text)
      onLeave()
    } else if (event.key === 'Escape') {
      if (active >= 0) setActive(-1)
      else field.current?.blur()
    } else return
    event.preventDefault()
  }
  const follow = () => {
    setCaret(field.current?.selectionStart ?? undefined)
    setActive(-1)
  }
  const isOpen = options.length > 0
  return (
    <div className={classes.frame} data-wrong={problem !== undefined && !isTyping}>
      <IconFilter size={13} stroke={1.75} className={classes.icon} aria-hidden="true" />
      <input
        ref={field}
        className={classes.input}
        value={text}
        placeholder="Filter: op:MERGE  by:etl  files>100  >1d  -is:quiet"
        aria-label="Filter the versions"
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}-problem`}
        spellCheck={false}
        autoComplete="off"
        onChange={event => {
          setText(event.currentTarget.value)
          follow()
        }}
        onFocus={follow}
        onClick={follow}
        onKeyUp={event => {
          if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') follow()
        }}
        onBlur={() => setCaret(undefined)}
        onKeyDown={pressKey}
      />
      {text === '' ? (
        <span className={classes.keys}>
          <Keys keys="/" />
        </span>
      ) : (
        <CloseButton size="xs" aria-label="Clear the filter" onClick={() => onChange('')} />
      )}
      <output
        id={`${id}-problem`}
        className={classes.problem}
        data-shown={problem !== undefined && !isTyping && !isOpen}
      >
        {problem && !isTyping ? (
          <>
            <code>{text.slice(problem.at, problem.end)}</code> {problem.message}
          </>
        ) : null}
      </output>
      <div id={`${id}-list`} role="listbox" aria-label="Completions" className={classes.options} data-shown={isOpen}>
        {options.map((option, index) => (
          <div
            key={option.text}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            className={classes.option}
            onMouseDown={event => {
              event.preventDefault()
              choose(option)
            }}
          >
            <code>{option.text}</code>
            <span>{option.hint}</span>
          </div>
        ))}
      </div>
    </div>
  )
}

/** What is typed, at once, and applied when the typing rests; a change from elsewhere replaces it. */
function useAppliedText(value: string, onChange: (text: string) => void): readonly [string, (text: string) => void] {
  const [text, setText] = useState(value)
  const [known, setKnown] = useState(value)
  if (value !== known) {
    setKnown(value)
    if (value !== text.trim()) setText(value)
  }
  const apply = useEffectEvent(() => {
    if (text.trim() !== value) onChange(text.trim())
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of the text begins the wait anew
  useEffect(() => {
    const timer = setTimeout(() => apply(), APPLIED_AFTER_MS)
    return () => clearTimeout(timer)
  }, [text])
  return [text, setText]
}
