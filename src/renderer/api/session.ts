const TOKEN_KEY = 'deltadesk.token'

let offeredCode: string | undefined

/**
 * The token that proves this page to the loopback host: won with the one-time code of the address (which leaves the
 * address at once), else the one kept from before; `undefined` where there is neither.
 */
export async function readToken(): Promise<string | undefined> {
  takeCode()
  if (offeredCode !== undefined) {
    const code = offeredCode
    offeredCode = undefined
    const response = await fetch('/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code }),
    })
    const token = response.ok ? tokenOf(await response.json()) : undefined
    if (token !== undefined) localStorage.setItem(TOKEN_KEY, token)
  }
  return localStorage.getItem(TOKEN_KEY) ?? undefined
}

/**
 * Takes a one-time code out of the address and keeps it for the next `readToken`; false where there is none. It stands in
 * the fragment, which never leaves the browser.
 */
export function takeCode(): boolean {
  const code = /^#code=(.+)$/.exec(location.hash)?.[1]
  if (code === undefined) return false
  offeredCode = code
  history.replaceState(null, '', '#/')
  return true
}

/** What the host says about a token whose socket was refused; it may have been started anew since. */
export async function isTokenRefused(token: string): Promise<boolean> {
  try {
    const { status } = await fetch('/session', { headers: { authorization: `Bearer ${token}` }, cache: 'no-store' })
    return status === 401
  } catch {
    return false
  }
}

/** Forgets a token that the host does not know. */
export function forgetToken(): void {
  localStorage.removeItem(TOKEN_KEY)
}

function tokenOf(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || !('token' in answer)) return undefined
  return typeof answer.token === 'string' ? answer.token : undefined
}
