import { ActionIcon, Autocomplete, Button, Group, Textarea, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { type ReactNode, useMemo, useRef, useState } from 'react'
import type { DeclaredReads } from '../../../../shared/contract/schemas.ts'
import type { FindColumn } from '../../../../shared/delta/bind-predicate.ts'
import { tableColumns } from '../../../../shared/delta/table-columns.ts'
import { READ_SCANS_MAX } from '../../../../shared/limits.ts'
import type { Composition } from '../use-composition.ts'
import classes from './forecast.module.css'
import { suggestScans } from './read-suggestions.ts'
import { scanProblem } from './scan-problem.ts'
import { useTableShape } from './use-table-shape.ts'

/** Predicates, files and applications: the parts of a table that a commit may have looked at. */
export function SomeReads({ composition }: { readonly composition: Composition }): ReactNode {
  const { table, draft, checks, isLocked, edit } = composition
  const { reads } = draft
  const { content } = checks
  const shape = useTableShape(table)
  const suggestions = useMemo(
    () => suggestScans([...(content?.partitions ?? []), ...(shape?.partitions ?? [])], shape?.metadata),
    [content, shape],
  )
  const findColumn = useMemo(() => shape?.metadata && tableColumns(shape.metadata), [shape])
  const removed = content?.removedPaths ?? []
  const change = (changes: Partial<DeclaredReads>) => edit({ reads: { ...reads, ...changes } })
  const scans = reads.scans.length > 0 ? reads.scans : ['']

  return (
    <>
      {scans.map((scan, index) => (
        <ScanInput
          // biome-ignore lint/suspicious/noArrayIndexKey: a predicate has no name besides its place
          key={index}
          label={scans.length === 1 ? 'Rows that satisfy' : `Rows that satisfy (${index + 1} of ${scans.length})`}
          scan={scan}
          suggestions={suggestions}
          findColumn={findColumn}
          isLocked={isLocked}
          onChange={text => change({ scans: scans.with(index, text) })}
          onRemove={scans.length > 1 ? () => change({ scans: scans.toSpliced(index, 1) }) : undefined}
        />
      ))}
      <Group gap="xs">
        <Button
          variant="default"
          size="compact-xs"
          leftSection={<IconPlus size={12} />}
          disabled={isLocked || scans.length >= READ_SCANS_MAX}
          onClick={() => change({ scans: [...scans, ''] })}
        >
          Another predicate
        </Button>
        {removed.length > 0 ? (
          <Button
            variant="default"
            size="compact-xs"
            disabled={isLocked}
            onClick={() => change({ files: [...new Set([...reads.files, ...removed])] })}
          >
            {removed.length === 1 ? 'Add the file that it removes' : `Add the ${removed.length} files that it removes`}
          </Button>
        ) : null}
      </Group>
      <ListInput
        label="Files, one path a line"
        items={reads.files}
        isLocked={isLocked}
        onChange={files => change({ files })}
      />
      <TextInput
        label="Applications whose last transaction was asked for"
        placeholder="ids, separated by commas"
        defaultValue={reads.appIds.join(', ')}
        disabled={isLocked}
        onBlur={event => change({ appIds: split(event.currentTarget.value, ',') })}
      />
    </>
  )
}

interface ScanInputProps {
  readonly label: string
  readonly scan: string
  readonly suggestions: readonly string[]
  readonly findColumn: FindColumn | undefined
  readonly isLocked: boolean
  readonly onChange: (text: string) => void
  readonly onRemove: (() => void) | undefined
}

function ScanInput({ label, scan, suggestions, findColumn, isLocked, onChange, onRemove }: ScanInputProps): ReactNode {
  const input = useRef<HTMLInputElement>(null)
  const problem = useMemo(() => scanProblem(scan, findColumn), [scan, findColumn])
  return (
    <div className={classes.scan} data-removable={onRemove ? true : undefined}>
      <Autocomplete
        ref={input}
        size="xs"
        label={label}
        placeholder="dt = '2026-11-20' and id > 5"
        classNames={{ input: classes.mono ?? '', option: classes.mono ?? '' }}
        data={[...suggestions]}
        limit={8}
        value={scan}
        disabled={isLocked}
        error={problem?.message}
        errorProps={{
          onClick: () => {
            input.current?.focus()
            input.current?.setSelectionRange(problem?.at ?? 0, (problem?.at ?? 0) + 1)
          },
        }}
        onChange={onChange}
      />
      {onRemove ? (
        <ActionIcon aria-label={`Remove: ${label}`} mt={22} disabled={isLocked} onClick={onRemove}>
          <IconX size={14} />
        </ActionIcon>
      ) : null}
    </div>
  )
}

/** Long lists stay text while they are typed, so that a half-written line is not cut. */
function ListInput(props: {
  readonly label: string
  readonly items: readonly string[]
  readonly isLocked: boolean
  readonly onChange: (items: string[]) => void
}): ReactNode {
  const { label, items, isLocked, onChange } = props
  const [typed, setTyped] = useState<string>()
  return (
    <Textarea
      label={label}
      classNames={{ input: classes.mono ?? '' }}
      autosize
      minRows={1}
      maxRows={6}
      value={typed ?? items.join('\n')}
      disabled={isLocked}
      onChange={event => setTyped(event.currentTarget.value)}
      onBlur={() => {
        if (typed !== undefined) onChange(split(typed, '\n'))
        setTyped(undefined)
      }}
    />
  )
}

function split(text: string, separator: string): string[] {
  return [...new Set(text.split(separator).map(part => part.trim()))].filter(part => part !== '')
}
