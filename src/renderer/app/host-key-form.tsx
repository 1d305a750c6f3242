import { Button } from '@mantine/core'
import { IconFingerprint } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { OpenAnswer } from '../../shared/contract/connections.ts'
import classes from './gate.module.css'

export interface HostKeyFormProps {
  readonly answer: Extract<OpenAnswer, { readonly kind: 'host-key-unknown' }>
  readonly onAccept: (fingerprint: string) => void
}

/** Asks whether a machine on the way is the one it claims to be. Neither button has the focus: this is to be read. */
export function HostKeyForm({ answer, onAccept }: HostKeyFormProps): ReactNode {
  const { host, keyType, fingerprint } = answer
  return (
    <div className={classes.page}>
      <section className={classes.card} aria-label={`Key of ${host}`}>
        <h1 className={classes.title}>
          <IconFingerprint size={18} stroke={1.75} aria-hidden="true" /> Is this {host}?
        </h1>
        <p className={classes.text}>
          Nobody on this computer has connected to it by SSH before. Compare its fingerprint with what its administrator
          says; on the machine itself, <code>ssh-keygen -lf</code> prints it.
        </p>
        <p className={classes.place}>{keyType}</p>
        <p className={classes.place}>{fingerprint}</p>
        <p className={classes.text}>Nothing was sent. If you accept, the key is kept and any other one is refused.</p>
        <div className={classes.buttons}>
          <Button component={Link} to="/connections" variant="default">
            No, stay away
          </Button>
          <Button onClick={() => onAccept(fingerprint)}>Yes, it is {host}</Button>
        </div>
      </section>
    </div>
  )
}
