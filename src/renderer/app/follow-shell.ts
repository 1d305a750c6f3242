import type { ShellRequest } from '../../shared/contract/shell-contract.ts'
import { KEYMAP } from '../../shared/keys/keymap.ts'
import { client } from '../api/client.ts'
import { liveStream } from '../api/live-stream.ts'
import { PAGE_BASE } from '../api/page-connection.ts'
import { runKeyAction } from './key-dispatch.ts'
import { notify } from './notice.tsx'

/** Does what the window's menus and links from outside ask, for as long as the page lives. */
export function followShell(): void {
  liveStream<ShellRequest, void>(
    signal => client.shell.requests(undefined, { signal }),
    (_, request) => obey(request),
  ).subscribe(() => {})
}

function obey(request: ShellRequest): void {
  switch (request.kind) {
    case 'do': {
      const binding = KEYMAP.find(({ action }) => action === request.action)
      if (binding && !runKeyAction(binding.action)) notify(`“${binding.label}” cannot be done on this screen`)
      return
    }
    case 'open':
      // The page follows its address, also to another connection.
      location.hash = request.address.startsWith('/c/')
        ? request.address
        : `${PAGE_BASE.replace(/\/$/, '')}${request.address}`
      return
    case 'say':
      notify(request.text)
      return
    default:
      request satisfies never
  }
}
