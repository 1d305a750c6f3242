import { Notification } from 'electron'

/** A notification that nobody refers to is taken away by the garbage collector. */
const shown = new Set<Notification>()
const SHOWN_MAX = 20

/** Shows a notification of the operating system, where it has any; `onClick` is called when a person clicks on it. */
export function showNotification(title: string, body: string, onClick: () => void): void {
  if (!Notification.isSupported()) return
  const notification = new Notification({ title, body })
  const forget = () => shown.delete(notification)
  notification.on('click', () => {
    forget()
    onClick()
  })
  notification.on('close', forget)
  shown.add(notification)
  const [oldest] = shown
  // Some systems never tell that one was closed.
  if (oldest && shown.size > SHOWN_MAX) shown.delete(oldest)
  notification.show()
}
