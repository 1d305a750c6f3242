import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { readColumnPath } from '../../../shared/delta/read-column-path.ts'
import { useKeys } from '../../app/key-dispatch.ts'
import { copyText } from '../../app/notice.tsx'
import { parseVersion } from '../../app/search-params.ts'
import { useTable } from '../../app/table-scope.tsx'
import { CopyIcon } from '../../ui/copy-icon.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Screen } from '../../ui/screen.tsx'
import classes from './blame.module.css'
import { FileBlame } from './file-blame.tsx'
import { MetadataBlame } from './metadata-blame.tsx'
import { SubjectForm } from './subject-form.tsx'

/** Which versions added, changed and removed one file, column or property. */
export function BlameScreen(): ReactNode {
  const table = useTable()
  const navigate = useNavigate()
  const { path, column, property, at } = useSearch({ from: '/t/$name/blame' })
  const wanted = parseVersion(at)
  const version = wanted !== undefined && wanted <= table.head ? wanted : table.head
  const subject = path ?? column ?? property
  const kind = path !== undefined ? 'file' : column !== undefined ? 'column' : 'property'
  useKeys({
    'version.history': () => void navigate({ to: '/t/$name/history', params: { name: table.name } }),
    'link.copy': () => void copyText(location.href, 'the link to this history'),
  })
  return (
    <Screen
      title={
        subject === undefined ? (
          `${table.name}: history of one thing`
        ) : (
          <>
            History of the {kind} <span className={classes.subject}>{subject}</span>
          </>
        )
      }
      facts={subject === undefined ? null : <CopyIcon value={subject} what={`the ${kind}`} />}
      actions={
        <SubjectForm key={kind} table={table.name} of={subject === undefined || kind === 'file' ? 'path' : kind} />
      }
    >
      {subject === undefined ? (
        <Empty title="Which versions changed it?">
          Name a file as the log names it, a column or a property in the field above, or press b where one is selected.
        </Empty>
      ) : null}
      {path === undefined ? null : <FileBlame key={path} table={table} path={path} />}
      {path === undefined && column !== undefined ? (
        <MetadataBlame
          key={column}
          table={table}
          version={version}
          subject={{ kind: 'column', path: [...(readColumnPath(column) ?? [column])] }}
        />
      ) : null}
      {path === undefined && column === undefined && property !== undefined ? (
        <MetadataBlame key={property} table={table} version={version} subject={{ kind: 'property', key: property }} />
      ) : null}
    </Screen>
  )
}
