import { createORPCClient } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import { useSyncExternalStore } from 'react'
import type { contract } from '../../shared/contract/contract.ts'
import { type ConnectionState, connect } from './connection.ts'

/** Every call of the contract, typed by it. */
export type Client = ContractRouterClient<typeof contract>

export const connection = connect()
export const client: Client = createORPCClient(connection.link)

/** Where the page stands with the main process, as state of a component. */
export function useConnection(): ConnectionState {
  return useSyncExternalStore(connection.subscribe, connection.state)
}
