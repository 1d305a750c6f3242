const WORDS: Readonly<Record<string, string | undefined>> = {
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet; look at the clocks',
  CERT_REVOKED: 'its certificate was revoked',
  SELF_SIGNED_CERT_IN_CHAIN: 'nobody who is trusted here made its certificate',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate vouches for itself, and nobody who is trusted here for it',
  UNABLE_TO_GET_ISSUER_CERT: 'nobody who is trusted here made its certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'nobody who is trusted here made its certificate',
  CERT_SIGNATURE_FAILURE: 'somebody else than who is trusted here made its certificate, under the same name',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'nobody who is trusted here made its certificate',
}

/** What the other side says in an alert, by the end of its code. */
const ALERTS: readonly (readonly [RegExp, string])[] = [
  [/ALERT_UNKNOWN_CA$/, 'the server does not trust who made our certificate'],
  [/ALERT_DECRYPT_ERROR$/, 'the server cannot verify our certificate'],
  [/ALERT_CERTIFICATE_EXPIRED$/, 'our certificate has expired, says the server'],
  [/ALERT_CERTIFICATE_REVOKED$/, 'our certificate was revoked, says the server'],
  [/ALERT_CERTIFICATE_REQUIRED$/, 'the server asks for a certificate of ours'],
  [
    /ALERT_(BAD|UNSUPPORTED|UNKNOWN)_CERTIFICATE$|ALERT_CERTIFICATE_UNKNOWN$/,
    'the server does not take our certificate',
  ],
  [/ALERT_PROTOCOL_VERSION$|UNSUPPORTED_PROTOCOL$/, 'the server knows neither TLS 1.2 nor 1.3'],
  [/ALERT_HANDSHAKE_FAILURE$|NO_SHARED_CIPHER$/, 'there is no way to encrypt that both sides know'],
]

const NAME_CHARACTERS_MAX = 120

/** Why no encryption came about, in words, with the code of the cause; undefined where only the code is known. */
export function tlsReason(error: unknown, host: string): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  const code = String(error.code)
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return `${wrongName(error, host)}; ${code}`
  const words = WORDS[code] ?? ALERTS.find(([pattern]) => pattern.test(code))?.[1]
  return words === undefined ? undefined : `${words}; ${code}`
}

function wrongName(error: Error, host: string): string {
  const cert = 'cert' in error ? Object(error.cert) : {}
  const names = String(cert.subjectaltname ?? cert.subject?.CN ?? '').replaceAll(/DNS:|IP Address:/g, '')
  const printable = names.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, NAME_CHARACTERS_MAX)
  return printable === '' ? `its certificate names no host` : `its certificate is for ${printable} and not for ${host}`
}
