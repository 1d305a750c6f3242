import { setTimeout as pause } from 'node:timers/promises'
import { connectClient } from '../postgres/connect-client.ts'
import type { ConnectionConfig } from '../postgres/connection.ts'

const BACK_MS_MAX = 30_000

/**
 * Crashes a server of this machine and waits until it has recovered: one of its processes is killed, whereupon it ends all
 * others and replays its log. Nothing that was committed is lost.
 */
export async function crashServer(config: ConnectionConfig): Promise<void> {
  const client = await connectClient(config)
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  const pid = rows[0]?.pid
  if (pid !== undefined) process.kill(pid, 'SIGKILL')
  await client.end().catch(() => {})
  for (const endMs = performance.now() + BACK_MS_MAX; ; await pause(50)) {
    try {
      await (await connectClient(config)).end()
      return
    } catch (error) {
      if (performance.now() > endMs) throw error
    }
  }
}
