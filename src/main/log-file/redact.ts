/** Takes secrets out of text before it is kept or shown. */
export interface Redactor {
  /** From now on `secret` is taken out wherever it appears, also escaped in JSON or in a URL. */
  add(secret: string): void
  redact(text: string): string
}

/** Shorter ones would blot out ordinary words; they are still caught beside their name or in a URL. */
const SECRET_CHARACTERS_MIN = 6
const HIDDEN = '[redacted]'

/**
 * Recognises secrets by where they stand (URLs with credentials, `password=`, tokens, signed requests, keys) and by
 * value, for those that the program knows.
 */
export function createRedactor(): Redactor {
  const known = new Set<string>()
  return {
    add(secret) {
      if (secret.length < SECRET_CHARACTERS_MIN) return
      for (const form of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]) known.add(form)
    },
    redact(text) {
      let clean = text
      for (const secret of known) clean = clean.replaceAll(secret, HIDDEN)
      for (const [pattern, replacement] of PATTERNS) clean = clean.replace(pattern, replacement)
      return clean
    },
  }
}

const SECRET_KEYS = 'password|passwd|pwd|pgpassword|secret|token|authorization|cookie'

/** Each also works inside JSON text, where quotes are escaped; none can backtrack over more than one token. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*KEY-----[^-]*(?:-----END [A-Z ]*KEY-----)?/g, HIDDEN],
  [/\b([a-z][a-z0-9+.-]*:\/\/)([^\s/:@"'\\?#]*):[^\s/"'\\]*@/gi, `$1$2:${HIDDEN}@`],
  [new RegExp(`("(?:${SECRET_KEYS})"\\s*:\\s*")(?:[^"\\\\]|\\\\.)*`, 'gi'), `$1${HIDDEN}`],
  [
    new RegExp(`(\\\\"(?:${SECRET_KEYS})\\\\"\\s*:\\s*\\\\")(?:[^"\\\\]|\\\\\\\\(?:\\\\.|[^\\\\]))*`, 'gi'),
    `$1${HIDDEN}`,
  ],
  [
    /\b(password|passwd|pwd|pgpassword|aws_secret_access_key|aws_session_token)(\s*=\s*)(?:'[^']*'|[^\s&'"\\;,]+)/gi,
    `$1$2${HIDDEN}`,
  ],
  [/\b(X-Amz-(?:Signature|Credential|Security-Token))=[^\s&"'\\]+/gi, `$1=${HIDDEN}`],
  [/([?&](?:sig|se|sp|code|token)=)[^\s&"'\\]+/gi, `$1${HIDDEN}`],
  [/(#code=)[\w-]+/g, `$1${HIDDEN}`],
  [/\b(deltadesk\.)[\w-]{43}/g, `$1${HIDDEN}`],
  [/\b(Bearer|Basic) [\w.~+/=-]{8,}/gi, `$1 ${HIDDEN}`],
]
