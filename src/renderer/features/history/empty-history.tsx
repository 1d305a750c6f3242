import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Empty } from '../../ui/empty.tsx'

/** A table that is declared but was never committed to. */
export function EmptyHistory({ name }: { readonly name: string }): ReactNode {
  return (
    <Empty
      title="No version yet"
      actions={
        <Button renderRoot={props => <Link to="/t/$name/compose" params={{ name }} {...props} />}>
          Compose version 0
        </Button>
      }
    >
      {name} exists, but nothing was ever committed to it. Version 0 names its protocol and its schema.
    </Empty>
  )
}
