import { useState } from 'react'
import { hostName } from '../api/host-name.ts'

/** Whether a browser shows notifications of this page; `elsewhere` where the program shows its own. */
type OutsideNotices = NotificationPermission | 'elsewhere'

/** Shows something as a notification of the operating system, where a person has allowed it; a click brings the page back. */
export function notifyOutside(title: string, body: string): void {
  if (permission() !== 'granted') return
  // The same words replace each other: two windows of one program tell it once.
  const notification = new Notification(title, { body, tag: title })
  notification.addEventListener('click', () => {
    window.focus()
    notification.close()
  })
}

/** What a person has said about notifications, and a way to ask, which is to follow an action of theirs. */
export function useOutsideNotices(): { readonly state: OutsideNotices; readonly ask: () => Promise<void> } {
  const [state, setState] = useState(permission)
  return { state, ask: async () => setState(await Notification.requestPermission()) }
}

function permission(): OutsideNotices {
  if (hostName() === 'electron') return 'elsewhere'
  return 'Notification' in window ? Notification.permission : 'denied'
}
