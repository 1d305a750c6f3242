import type pg from 'pg'
import { isThisMachine } from '../../shared/connection/connection-parameters.ts'
import type { ConnectionConfig } from './connection-config.ts'

/** The server asked for the password in a way in which it must not be given. The message is one sentence. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused'
}

/**
 * Ends the connection before the password leaves where the server asks for it in the clear or as MD5 over a way that is not
 * encrypted and leads out of this machine, and where `channel_binding=require` asks for more than the server offers. It must
 * be called before the client connects, so that it hears of the question first.
 */
export function guardSignIn(client: pg.Client, config: ConnectionConfig): void {
  const { connection } = client
  const refuse = (why: string) => connection.stream.destroy(new SignInRefused(why))
  const isOpenWay = config.tls === undefined && config.openStream === undefined && !isThisMachine(config.host)
  const unbound = 'channel_binding=require, and the server cannot bind the sign-in to the encryption: nothing was sent'
  const onWeak = () => {
    if (config.channelBinding === 'require') refuse(unbound)
    else if (isOpenWay) refuse('the server asks for the password over a way that everybody can read: it was not sent')
  }
  connection.once('authenticationCleartextPassword', onWeak)
  connection.once('authenticationMD5Password', onWeak)
  connection.once('authenticationSASL', ({ mechanisms }: { readonly mechanisms: readonly string[] }) => {
    const isBound = config.tls !== undefined && mechanisms.includes('SCRAM-SHA-256-PLUS')
    if (config.channelBinding === 'require' && !isBound) refuse(unbound)
  })
}
