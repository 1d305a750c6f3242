import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { ActionSort, ChosenActions } from '../../shared/contract/arranged-actions.ts'
import type { ActionKind } from '../../shared/contract/schemas.ts'
import { client } from './client.ts'

export interface ActionOrder {
  readonly sort: ActionSort
  readonly descending: boolean
}

/** Actions that a grid reads at once. */
export const ACTIONS_AT_ONCE = 200
/** Lines of a commit of a million actions are not kept once they are out of sight. */
const LINES_KEPT_MS = 20_000

/** The first actions of a version, in commit order. */
export function firstActionsQuery(tableId: string, version: bigint, kind: ActionKind | undefined) {
  return queryOptions({
    queryKey: ['table', tableId, 'first-actions', version, kind ?? null],
    queryFn: ({ signal }) =>
      client.versions.actions(
        { tableId, version, ...(kind ? { kind } : {}), after: -1, limit: ACTIONS_AT_ONCE },
        { signal },
      ),
    structuralSharing: false,
  })
}

/** The places of actions in an order, and what they come to. */
export function arrangementQuery(chosen: ChosenActions, order: ActionOrder) {
  return queryOptions({
    queryKey: ['table', chosen.tableId, 'arrangement', chosen, order],
    queryFn: async ({ signal }) => {
      const { ordinals, sums } = await client.versions.arrange({ ...chosen, ...order }, { signal })
      return { ordinals: readOrdinals(ordinals), sums }
    },
    placeholderData: keepPreviousData,
    gcTime: LINES_KEPT_MS,
    structuralSharing: false,
  })
}

/** The actions at some places. */
export function actionsAtQuery(tableId: string, version: bigint, ordinals: readonly number[]) {
  return queryOptions({
    queryKey: ['table', tableId, 'actions-at', version, ordinals],
    queryFn: ({ signal }) => client.versions.actionsAt({ tableId, version, ordinals: [...ordinals] }, { signal }),
    enabled: ordinals.length > 0,
    gcTime: LINES_KEPT_MS,
    structuralSharing: false,
  })
}

/** What the actions at some places come to; `name` says which places these are. */
export function actionSumQuery(tableId: string, version: bigint, name: string, ordinals: Int32Array) {
  return queryOptions({
    queryKey: ['table', tableId, 'action-sum', version, name],
    queryFn: ({ signal }) => client.versions.sum({ tableId, version, ordinals: printOrdinals(ordinals) }, { signal }),
    enabled: ordinals.length > 0,
    placeholderData: keepPreviousData,
    gcTime: LINES_KEPT_MS,
  })
}

/** What the files of each partition come to in a version. */
export function actionGroupsQuery(chosen: ChosenActions) {
  return queryOptions({
    queryKey: ['table', chosen.tableId, 'action-groups', chosen],
    queryFn: ({ signal }) => client.versions.group(chosen, { signal }),
    structuralSharing: false,
  })
}

const BYTES_EACH = 4
/** Arguments of one call: an engine takes no million of them. */
const CHARACTERS_AT_ONCE = 8_192

function readOrdinals(text: string): Int32Array {
  const bytes = atob(text)
  const ordinals = new Int32Array(bytes.length / BYTES_EACH)
  for (let index = 0, at = 0; index < ordinals.length; index++) {
    let ordinal = 0
    for (let byte = 0; byte < BYTES_EACH; byte++) ordinal = (ordinal << 8) | bytes.charCodeAt(at++)
    ordinals[index] = ordinal
  }
  return ordinals
}

function printOrdinals(ordinals: Int32Array): string {
  const view = new DataView(new ArrayBuffer(ordinals.length * BYTES_EACH))
  for (const [index, ordinal] of ordinals.entries()) view.setInt32(index * BYTES_EACH, ordinal)
  const bytes = new Uint8Array(view.buffer)
  let text = ''
  for (let from = 0; from < bytes.length; from += CHARACTERS_AT_ONCE) {
    text += String.fromCharCode(...bytes.subarray(from, from + CHARACTERS_AT_ONCE))
  }
  return btoa(text)
}
