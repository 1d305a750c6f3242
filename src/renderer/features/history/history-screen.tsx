import { Button, Tooltip } from '@mantine/core'
import { IconPencilPlus } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { GoToVersion } from '../../app/go-to-version.tsx'
import { keysOf } from '../../app/keymap.ts'
import { useTable } from '../../app/table-scope.tsx'
import { Screen } from '../../ui/screen.tsx'
import { EmptyHistory } from './empty-history.tsx'
import classes from './history.module.css'
import { useHistoryAddress } from './history-address.ts'
import { HistoryDesk } from './history-desk.tsx'

/** The home of a table: what it has come to and every version of it. */
export function HistoryScreen(): ReactNode {
  const table = useTable()
  const address = useHistoryAddress(table.name)
  return (
    <Screen
      title={table.name}
      facts={
        <>
          <span className={classes.headVersion}>{table.head < 0n ? 'no version yet' : `head v${table.head}`}</span>
          {table.location ? (
            <span className={classes.location} title={table.location}>
              {table.location}
            </span>
          ) : null}
        </>
      }
      actions={
        <>
          {table.head < 0n ? null : (
            <GoToVersion table={table} onGo={at => address.change({ at, filter: '', range: undefined })} />
          )}
          <Tooltip label={`Compose a new commit  ${keysOf('version.compose')}`}>
            <Button
              leftSection={<IconPencilPlus size={15} stroke={1.75} />}
              renderRoot={props => <Link to="/t/$name/compose" params={{ name: table.name }} {...props} />}
            >
              Compose
            </Button>
          </Tooltip>
        </>
      }
    >
      {table.head < 0n ? (
        <EmptyHistory name={table.name} />
      ) : (
        <HistoryDesk key={table.tableId} table={table} address={address} />
      )}
    </Screen>
  )
}
