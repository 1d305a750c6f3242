import { connection } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'

/** Reads again what is on the screen, or reconnects at once where the connection is lost. */
export function refreshAll(): void {
  if (connection.state().kind === 'open') void queryClient.invalidateQueries({ type: 'active' })
  else connection.retryNow()
}
