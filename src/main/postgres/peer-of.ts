import { TLSSocket } from 'node:tls'
import type pg from 'pg'

/** Who answers at the other end of an encrypted session, as it was negotiated. */
export interface Peer {
  readonly protocol: string
  readonly cipher: string
  /** Whom the certificate names, and who made it. */
  readonly subject: string
  readonly issuer: string
  readonly validTo: string
  /** Its chain leads to somebody who is trusted. */
  readonly isVerified: boolean
}

/** Null where the session is not encrypted. */
export function peerOf(client: pg.Client): Peer | null {
  const { stream } = client.connection
  if (!(stream instanceof TLSSocket)) return null
  const { subject, issuer, valid_to: validTo } = stream.getPeerCertificate()
  return {
    protocol: stream.getProtocol() ?? 'TLS',
    cipher: stream.getCipher().standardName,
    subject: String(subject?.CN ?? 'nobody named'),
    issuer: String(issuer?.CN ?? 'nobody named'),
    validTo: validTo ?? 'unknown',
    isVerified: stream.authorized,
  }
}
