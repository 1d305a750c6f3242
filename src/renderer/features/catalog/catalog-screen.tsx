import type { ReactNode } from 'react'

export function CatalogScreen(): ReactNode {
  return null
}
