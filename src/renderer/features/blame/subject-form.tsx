import { Select, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useRef, useState } from 'react'
import { useKeys } from '../../app/key-dispatch.ts'
import classes from './blame.module.css'

const KINDS = [
  { value: 'path', label: 'File' },
  { value: 'column', label: 'Column' },
  { value: 'property', label: 'Property' },
] as const

type SubjectKind = (typeof KINDS)[number]['value']

/** Asks about another file, column or property; at first about one of the kind that is shown. */
export function SubjectForm({ table, of }: { readonly table: string; readonly of: SubjectKind }): ReactNode {
  const navigate = useNavigate()
  const field = useRef<HTMLInputElement>(null)
  const [kind, setKind] = useState<SubjectKind>(of)
  const [text, setText] = useState('')
  useKeys({ 'filter.focus': () => field.current?.select() })
  function submit(event: FormEvent): void {
    event.preventDefault()
    if (text.trim() === '') return
    void navigate({ to: '/t/$name/blame', params: { name: table }, search: { [kind]: text.trim() } })
    setText('')
    field.current?.blur()
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      <Select
        aria-label="What it is"
        w={96}
        data={[...KINDS]}
        value={kind}
        allowDeselect={false}
        onChange={value => setKind(KINDS.find(known => known.value === value)?.value ?? 'path')}
      />
      <TextInput
        ref={field}
        w={240}
        aria-label="The file, column or property to ask about"
        placeholder={kind === 'path' ? 'Path as in the log' : kind === 'column' ? 'address.city' : 'delta.appendOnly'}
        value={text}
        onChange={event => setText(event.currentTarget.value)}
        onKeyDown={event => {
          if (event.key === 'Escape') field.current?.blur()
        }}
      />
    </form>
  )
}
