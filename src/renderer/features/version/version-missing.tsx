import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { useKeys } from '../../app/key-dispatch.ts'
import { router } from '../../app/router.tsx'
import { Empty } from '../../ui/empty.tsx'

export interface VersionMissingProps {
  readonly table: TableSummary
  readonly version: bigint | undefined
  /** What the address says, for one that is no version. */
  readonly text: string
}

/** A version that nobody has committed yet: where the head stands, and how to get on. It appears by itself once it exists. */
export function VersionMissing({ table, version, text }: VersionMissingProps): ReactNode {
  const { name, head } = table
  const isEmpty = head < 0n
  useKeys(isEmpty ? {} : { 'version.older': () => void router.navigate(linkToHead(name, head)) })
  return (
    <Empty
      title={version === undefined ? `“${text}” is not a version` : `v${version} does not exist yet`}
      actions={
        <>
          {isEmpty ? null : (
            <Button renderRoot={props => <Link {...linkToHead(name, head)} {...props} />}>
              Go to the head, v{`${head}`}
            </Button>
          )}
          <Button
            variant={isEmpty ? 'filled' : 'default'}
            renderRoot={props => <Link to="/t/$name/compose" params={{ name }} {...props} />}
          >
            Compose v{`${head + 1n}`}
          </Button>
        </>
      }
    >
      {version === undefined ? 'Versions are the numbers 0, 1, 2 and so on. ' : ''}
      {isEmpty ? `${name} has no commit yet.` : `The head of ${name} is v${head}.`}
      {version === undefined ? '' : ' This page shows the version as soon as somebody commits it.'}
    </Empty>
  )
}

function linkToHead(name: string, head: bigint) {
  return { to: '/t/$name/v/$version', params: { name, version: `${head}` } } as const
}
