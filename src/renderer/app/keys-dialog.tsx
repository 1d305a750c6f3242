import type { ReactNode } from 'react'
import { Dialog } from '../ui/dialog.tsx'
import { Keys } from '../ui/keys.tsx'
import { useKeyActions } from './key-dispatch.ts'
import { useKeymap } from './keymap.ts'
import classes from './keys-dialog.module.css'

export interface KeysDialogProps {
  readonly opened: boolean
  readonly onClose: () => void
}

/** What keys do on the screen behind the dialog, as the keymap says. */
export function KeysDialog({ opened, onClose }: KeysDialogProps): ReactNode {
  const actions = useKeyActions()
  const bound = useKeymap().filter(({ action, keys }) => actions.has(action) && keys.length > 0)
  const groups = Map.groupBy(bound, ({ group }) => group)
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
