import { TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useRef, useState } from 'react'
import { useKeys } from '../../app/key-dispatch.ts'
import { parseVersion } from '../../app/search-params.ts'

export interface GoToVersionProps {
  readonly name: string
  readonly head: bigint
}

/** A field that takes a version, or how many versions before the head: `1284`, `-5`. */
export function GoToVersion({ name, head }: GoToVersionProps): ReactNode {
  const navigate = useNavigate()
  const field = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const target = readTarget(text, head)
  const isWrong = text.trim() !== '' && target === undefined
  useKeys({ 'version.goTo': () => field.current?.select(), 'filter.focus': () => field.current?.select() })

  function submit(event: FormEvent): void {
    event.preventDefault()
    if (target === undefined) return
    setText('')
    field.current?.blur()
    void navigate({ to: '/t/$name/history', params: { name }, search: { at: String(target) }, replace: true })
  }
  return (
    <form onSubmit={submit}>
      <TextInput
        ref={field}
        w={132}
        placeholder="Go to version"
        aria-label="Go to a version; a negative number counts back from the head"
        title={`0 to ${head}, or −5 for five before the head`}
        value={text}
        error={isWrong}
        onChange={event => setText(event.currentTarget.value)}
        onKeyDown={event => {
          if (event.key === 'Escape') field.current?.blur()
        }}
      />
    </form>
  )
}

/** `undefined` where the text names no version up to the head. */
function readTarget(text: string, head: bigint): bigint | undefined {
  const wanted = text.trim().replace(/^v/i, '').replace('−', '-')
  if (wanted.startsWith('-')) {
    const back = parseVersion(wanted.slice(1))
    return back !== undefined && back <= head ? head - back : undefined
  }
  const version = parseVersion(wanted)
  return version !== undefined && version <= head ? version : undefined
}
