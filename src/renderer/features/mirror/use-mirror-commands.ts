import { useQuery } from '@tanstack/react-query'
import type { TaskInput } from '../../../shared/contract/task-inputs.ts'
import { client } from '../../api/client.ts'
import { readFailure } from '../../api/failure.ts'
import { infoQuery } from '../../api/queries.ts'
import { startTask } from '../../api/tasks.ts'
import { notify } from '../../app/notice.tsx'

type Command = 'pause' | 'resume' | 'retry' | 'remove'
type Named = { readonly tableId: string; readonly name: string }

/** What can be done about mirrors from here. */
export interface MirrorCommands {
  /** Nothing can be changed on this connection. */
  readonly isReadOnly: boolean
  /** Says what came of it; true where it was done. */
  readonly give: (mirror: Named, command: Command) => Promise<boolean>
  readonly giveAll: (mirrors: readonly Named[], command: Command) => Promise<void>
  /** Begins long work; the task shows itself. */
  readonly start: (input: TaskInput) => Promise<string | undefined>
}

const DONE = {
  pause: 'is paused',
  resume: 'goes on',
  retry: 'is tried again',
  remove: 'is mirrored no more; its files stay',
} as const

export function useMirrorCommands(): MirrorCommands {
  const isReadOnly = useQuery(infoQuery).data?.server?.readOnly != null
  async function give({ tableId, name }: Named, command: Command): Promise<boolean> {
    try {
      await client.mirror.command({ tableId, command })
      notify(`${name} ${DONE[command]}`)
      return true
    } catch (error) {
      notify(`${name}: ${readFailure(error).detail}`)
      return false
    }
  }
  return {
    isReadOnly,
    give,
    async giveAll(mirrors, command) {
      let done = 0
      for (const { tableId } of mirrors) {
        done += await client.mirror.command({ tableId, command }).then(
          () => 1,
          () => 0,
        )
      }
      notify(`${done} of ${mirrors.length}: ${command} done`)
    },
    async start(input) {
      try {
        return (await startTask(input)).taskId
      } catch (error) {
        notify(readFailure(error).detail)
        return undefined
      }
    },
  }
}
