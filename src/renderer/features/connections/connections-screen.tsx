import { Button, TextInput } from '@mantine/core'
import { IconFolderPlus, IconPlus, IconSearch } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { ConnectionFolder, ConnectionSummary, ConnectionsEvent } from '../../../shared/contract/connections.ts'
import { useConnections } from '../../api/connections.ts'
import { pageConnectionId, showConnection } from '../../api/page-connection.ts'
import { settingOf, useSettings } from '../../api/settings.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Screen } from '../../ui/screen.tsx'
import { ConnectionEditor } from './connection-editor.tsx'
import { ConnectionFacts } from './connection-facts.tsx'
import { ConnectionList } from './connection-list.tsx'
import classes from './connections.module.css'
import { FolderDialog } from './folder-dialog.tsx'
import { FoundList } from './found-list.tsx'
import { draftOfFound, newDraft, type ProfileDraft } from './profile-draft.ts'

/** What an address says instead of a connection where a new one is to be made. */
const NEW = 'new'

/** Which connections there are, how they stand, and the form of one of them. */
export function ConnectionsScreen(): ReactNode {
  const { value, error } = useConnections()
  if (value !== undefined) return <Desk event={value} />
  return error ? <FailureCard error={error} /> : <Loading what="the connections" />
}

function Desk({ event }: { readonly event: ConnectionsEvent }): ReactNode {
  const navigate = useNavigate()
  const { edit } = useSearch({ from: '/connections' })
  const minutes = settingOf(useSettings().value, 'safety.elevationMinutes')
  const [fresh, setFresh] = useState(() => (edit === NEW ? newDraft(minutes) : undefined))
  const [search, setSearch] = useState('')
  const [folder, setFolder] = useState<ConnectionFolder | 'new'>()
  const shownId = pageConnectionId ?? event.startId
  const chosen =
    fresh === undefined ? event.connections.find(({ profile }) => profile.id === (edit ?? shownId)) : undefined

  function choose(id: string | undefined, draft?: ProfileDraft): void {
    setFresh(draft)
    void navigate({ to: '/connections', search: id === undefined ? {} : { edit: id }, replace: true })
  }
  function connect({ profile }: ConnectionSummary): void {
    showConnection(profile.id === event.startId ? undefined : profile.id)
  }

  return (
    <Screen
      title="Connections"
      facts={<span>{event.vault.note}</span>}
      actions={
        <>
          <Button
            variant="default"
            leftSection={<IconFolderPlus size={14} stroke={1.75} />}
            onClick={() => setFolder('new')}
          >
            New folder
          </Button>
          <Button leftSection={<IconPlus size={14} stroke={2} />} onClick={() => choose(undefined, newDraft(minutes))}>
            New connection
          </Button>
        </>
      }
    >
      <div className={classes.desk}>
        <nav className={classes.list} aria-label="Connections">
          <TextInput
            aria-label="Filter connections"
            placeholder="Filter"
            leftSection={<IconSearch size={13} stroke={1.75} />}
            value={search}
            onChange={({ currentTarget }) => setSearch(currentTarget.value)}
          />
          <ConnectionList
            event={event}
            search={search}
            chosen={chosen?.profile.id}
            shownId={shownId}
            onChoose={({ profile }) => choose(profile.id)}
            onConnect={connect}
            onFolder={setFolder}
          />
          <FoundList onChoose={found => choose(undefined, draftOfFound(found))} />
        </nav>
        {chosen !== undefined && chosen.origin !== 'saved' ? (
          <ConnectionFacts connection={chosen} onConnect={connect} />
        ) : (
          <ConnectionEditor
            key={fresh?.profile.id ?? chosen?.profile.id ?? 'none'}
            initial={fresh ?? (chosen ? { profile: chosen.profile, password: '', passphrase: '' } : newDraft())}
            isSaved={chosen !== undefined}
            event={event}
            onSaved={choose}
            onRemoved={() => choose(undefined)}
          />
        )}
      </div>
      {folder === undefined ? null : (
        <FolderDialog folder={folder === 'new' ? undefined : folder} onClose={() => setFolder(undefined)} />
      )}
    </Screen>
  )
}
