import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** Who may talk to this process: one code at a time, good for one exchange, and the tokens that codes were exchanged for. */
export interface Sessions {
  /** The code that is good now. */
  readonly code: string
  /** A token for the code, which is used up with that; undefined where it is not the one that is good now. */
  exchange(code: string): string | undefined
  accepts(token: string): boolean
}

const SECRET_BYTES = 32
const TOKENS_MAX = 100

/**
 * Keeps sessions in memory, so they end with the process. A used code is replaced by a new one, which `onCode` hears of.
 * Where more than TOKENS_MAX tokens were given, the oldest stops working. A `fixedToken` is good from the start and what
 * every code is exchanged for.
 */
export function createSessions(onCode: (code: string) => void, fixedToken?: string): Sessions {
  let code = createSecret()
  const given = fixedToken === undefined ? [] : [digest(fixedToken)]
  return {
    get code() {
      return code
    },
    exchange(offered) {
      if (!timingSafeEqual(digest(offered), digest(code))) return undefined
      const token = fixedToken ?? createSecret()
      if (fixedToken === undefined) given.push(digest(token))
      if (given.length > TOKENS_MAX) given.shift()
      code = createSecret()
      onCode(code)
      return token
    },
    accepts(token) {
      const offered = digest(token)
      return given.some(known => timingSafeEqual(known, offered))
    },
  }
}

/** 256 random bits, in characters that an address and a WebSocket's subprotocol may hold. */
export function createSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url')
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
