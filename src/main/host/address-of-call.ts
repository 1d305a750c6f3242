import { CONNECTION_HEADER } from '../../shared/contract/connection-header.ts'
import { isRecord } from '../../shared/large-texts/text-frame.ts'
import { REQUEST_FRAME } from './read-frame.ts'

export interface CallAddress {
  /** The section of the contract: `tables`, `connections`. */
  readonly section: string
  /** The connection that the call means; undefined: the one that the program was started with. */
  readonly connectionId: string | undefined
}

/** Where a frame that begins a call wants to go; undefined for one that belongs to a call which was made before. */
export function addressOfCall(message: object): CallAddress | undefined {
  const { t, p: request }: Readonly<Record<string, unknown>> = { ...message }
  if ((t !== undefined && t !== REQUEST_FRAME) || !isRecord(request)) return undefined
  const connectionId = isRecord(request.h) ? request.h[CONNECTION_HEADER] : undefined
  return {
    section: String(request.u).split('/')[1] ?? '',
    connectionId: typeof connectionId === 'string' ? connectionId : undefined,
  }
}
