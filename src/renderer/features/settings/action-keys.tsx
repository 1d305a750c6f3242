import { ActionIcon, Button } from '@mantine/core'
import { IconPencil, IconX } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import type { BoundKeys } from '../../../shared/keys/bound-keys.ts'
import type { KeyAction } from '../../../shared/keys/keymap.ts'
import { Keys } from '../../ui/keys.tsx'
import { KeyRecorder } from './key-recorder.tsx'
import classes from './settings.module.css'

/** The keys that are left to an action from which one was taken. */
export interface TakenFrom {
  readonly action: KeyAction
  readonly keys: readonly string[]
}

export interface ActionKeysProps {
  readonly binding: BoundKeys
  readonly bound: readonly BoundKeys[]
  readonly isEdited: boolean
  readonly isLocked: boolean
  readonly onEdit: (isEdited: boolean) => void
  /** Undefined: those that the action comes with. */
  readonly onKeys: (keys: readonly string[] | undefined, taken: readonly TakenFrom[]) => void
}

const KEYS_MAX = 4

/** One action with its keys; while it is edited each can be removed and others recorded. */
export function ActionKeys({ binding, bound, isEdited, isLocked, onEdit, onKeys }: ActionKeysProps): ReactNode {
  const { action, label, group, keys, isOwn } = binding
  const [records, setRecords] = useState(false)
  return (
    <div className={classes.action} data-edited={isEdited || undefined}>
      <div className={classes.line}>
        <span>
          {label} <small>{group}</small>
          {isOwn ? <small className={classes.own}>changed</small> : null}
        </span>
        <span className={classes.chords}>
          {keys.length === 0 ? <small>no key</small> : null}
          {keys.map(chord => (
            <span key={chord} className={classes.chord}>
              <Keys keys={chord} />
              {isEdited ? (
                <ActionIcon
                  size={18}
                  aria-label={`Take ${chord} from ${label}`}
                  onClick={() =>
                    onKeys(
                      keys.filter(each => each !== chord),
                      [],
                    )
                  }
                >
                  <IconX size={12} stroke={2} />
                </ActionIcon>
              ) : null}
            </span>
          ))}
          {isLocked ? null : (
            <ActionIcon
              size={20}
              aria-label={`Change the keys of ${label}`}
              aria-expanded={isEdited}
              onClick={() => {
                setRecords(false)
                onEdit(!isEdited)
              }}
            >
              <IconPencil size={13} stroke={1.75} />
            </ActionIcon>
          )}
        </span>
      </div>
      {isEdited && records ? (
        <KeyRecorder
          action={action}
          bound={bound}
          onLeave={() => setRecords(false)}
          onChord={(chord, taken) => {
            setRecords(false)
            onKeys([...keys.filter(each => each !== chord), chord], taken)
          }}
        />
      ) : null}
      {isEdited && !records ? (
        <div className={classes.buttons}>
          <Button size="compact-xs" disabled={keys.length >= KEYS_MAX} onClick={() => setRecords(true)}>
            Record a key
          </Button>
          {isOwn ? (
            <Button size="compact-xs" variant="default" onClick={() => onKeys(undefined, [])}>
              As it comes
            </Button>
          ) : null}
        </div>
      ) : null}
    </div>
  )
}
