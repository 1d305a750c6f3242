import type { ReactNode } from 'react'
import { Dialog } from '../ui/dialog.tsx'
import { Keys } from '../ui/keys.tsx'
import { useKeyActions } from './key-dispatch.ts'
import { type Binding, KEYMAP } from './keymap.ts'
import classes from './keys-dialog.module.css'

export interface KeysDialogProps {
  readonly opened: boolean
  readonly onClose: () => void
}

/** What keys do on the screen behind the dialog, as the keymap says. */
export function KeysDialog({ opened, onClose }: KeysDialogProps): ReactNode {
  const actions = useKeyActions()
  const groups = Map.groupBy<Binding['group'], (typeof KEYMAP)[number]>(
    KEYMAP.filter(({ action }) => actions.has(action)),
    ({ group }) => group,
  )
  return (
    <Dialog opened={opened} onClose={onClose} title="Keys of this screen" width={740}>
      <div className={classes.groups}>
        {[...groups].map(([group, bindings]) => (
          <section key={group} className={classes.group}>
            <h3>{group}</h3>
            <dl>
              {bindings.map(({ action, keys, label }) => (
                <div key={action}>
                  <dt>{label}</dt>
                  <dd>
                    {keys.map(chord => (
                      <Keys key={chord} keys={chord} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className={classes.note}>Single letters work while no text field has the focus.</p>
    </Dialog>
  )
}
