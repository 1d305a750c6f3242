import type { MirrorAlert } from '../shared/contract/mirrors.ts'
import { alertWords, recoveryWords } from '../shared/mirror-alert-words.ts'

/** Shows a person something outside of the program's window. */
export type Notify = (title: string, body: string) => void

/** Says of an alert when it is raised and when it is over: in the log, and to whoever sits before the screen. */
export function tellAlert(
  {
    log,
    notify,
  }: {
    readonly log: { readonly warn: (about: object, message: string) => void }
    readonly notify?: Notify | undefined
  },
  alert: MirrorAlert,
  change: 'raised' | 'cleared',
): void {
  const { kind, name, message } = alert
  log.warn({ kind, table: name, message }, `an alert was ${change}`)
  if (change === 'raised') notify?.(alertWords(alert), message)
  else notify?.(recoveryWords(alert), '')
}
