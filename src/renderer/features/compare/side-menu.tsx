import { ActionIcon, Menu, TextInput } from '@mantine/core'
import { IconChevronDown, IconFileDiff, IconSearch, IconTable } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { draftsQuery } from '../../api/draft-queries.ts'
import { tablesQuery } from '../../api/queries.ts'
import classes from './compare.module.css'
import { type Elsewhere, elsewhere, type Side } from './side.ts'

export interface SideMenuProps {
  readonly label: string
  readonly table: TableSummary
  readonly onChoose: (side: Side) => void
}

const TABLES_SHOWN = 8

/** What a side can be besides a version of this table: one of its drafts, or another table. */
export function SideMenu({ label, table, onChoose }: SideMenuProps): ReactNode {
  const [opened, setOpened] = useState(false)
  const [search, setSearch] = useState('')
  const { data: drafts } = useQuery({ ...draftsQuery(table.tableId), enabled: opened })
  const { data: found } = useInfiniteQuery({ ...tablesQuery(search), enabled: opened })
  const tables = (found?.pages[0]?.tables ?? [])
    .filter(({ tableId, head }) => tableId !== table.tableId && head >= 0n)
    .slice(0, TABLES_SHOWN)
  const take = (other: Elsewhere) => onChoose(elsewhere(other))
  return (
    <Menu position="bottom-end" width={280} opened={opened} onChange={setOpened}>
      <Menu.Target>
        <ActionIcon variant="default" aria-label={`${label}: a draft or another table`}>
          <IconChevronDown size={14} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu ?? ''}>
        <Menu.Item onClick={() => onChoose({ version: table.head, isHead: true })}>The head of {table.name}</Menu.Item>
        <Menu.Label>Drafts of {table.name}</Menu.Label>
        {drafts?.drafts.map(({ draftId, title, operation, expectedVersion }) => (
          <Menu.Item
            key={draftId}
            leftSection={<IconFileDiff size={14} />}
            onClick={() => take({ kind: 'draft', draftId })}
          >
            {title || operation || 'Draft'} for v{`${expectedVersion}`}
          </Menu.Item>
        ))}
        {drafts?.drafts.length === 0 ? <p className={classes.menuNote}>None is kept.</p> : null}
        <Menu.Label>Another table</Menu.Label>
        <TextInput
          className={classes.menuSearch ?? ''}
          size="xs"
          placeholder="Part of its name"
          aria-label="Find another table by a part of its name"
          leftSection={<IconSearch size={12} />}
          value={search}
          onChange={event => setSearch(event.currentTarget.value)}
          onKeyDown={event => {
            if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp' && event.key !== 'Escape') event.stopPropagation()
          }}
        />
        {tables.map(({ tableId, name }) => (
          <Menu.Item
            key={tableId}
            leftSection={<IconTable size={14} />}
            onClick={() => take({ kind: 'table', name, at: 'head' })}
          >
            {name}
          </Menu.Item>
        ))}
        {found && tables.length === 0 ? <p className={classes.menuNote}>No other table is called so.</p> : null}
      </Menu.Dropdown>
    </Menu>
  )
}
