/** What an address from outside shows, or why it is not followed. */
export type DeepLink =
  /** The address of a screen, as it stands behind the `#` of the page. */
  { readonly kind: 'screen'; readonly address: string } | { readonly kind: 'refused'; readonly why: string }

const SCHEME = /^deltadesk:\/{0,3}/i
const LINK_CHARACTERS_MAX = 2_048
/** What an address may hold as it is (RFC 3986), everything else being encoded. */
const CHARACTERS = /^[A-Za-z0-9\-._~!$&'()*+,;=:@%/?]*$/
const CONNECTION = /^c\/[a-z0-9][a-z0-9-]{0,39}(?=\/|$)/
const SCREENS = new Set(
  'tables t import replay copy sim drafts activity connections mirror settings'.split(' ').concat(''),
)
/** They name files and folders of this machine, which nobody outside of it has to; looking at some is asking a server. */
const LOCAL_PARAMETERS = new Set(['path', 'into', 'of'])

/**
 * Reads `deltadesk://c/lake/t/orders/v/12?tab=files`: the address of a screen and nothing else. Total. A screen shows and
 * does nothing by being opened; what names files of this machine, or is no screen, is refused.
 */
export function readDeepLink(link: string): DeepLink {
  if (link.length > LINK_CHARACTERS_MAX) return refused(`it is longer than ${LINK_CHARACTERS_MAX} characters`)
  if (!SCHEME.test(link)) return refused('it does not begin with deltadesk://')
  const [path = '', query = '', ...rest] = link.replace(SCHEME, '').replace(/\/+$/, '').split('?')
  if (rest.length > 0 || !CHARACTERS.test(path) || !CHARACTERS.test(query)) {
    return refused('it holds characters that no address has')
  }
  const below = path.replace(CONNECTION, '').replace(/^\//, '')
  const parts = below.split('/').map(decoded)
  if (parts.some(part => part === undefined)) return refused('it is not encoded as an address')
  if (parts.some(part => part === '.' || part === '..' || (part === '' && parts.length > 1))) {
    return refused('it has an empty part, or one that leads upwards')
  }
  if (!SCREENS.has(parts[0] ?? '')) return refused('it names no screen')
  const local = query.split('&').find(pair => LOCAL_PARAMETERS.has(decoded(pair.split('=')[0] ?? '') ?? 'path'))
  if (query !== '' && local !== undefined) return refused('it names a file or a folder of this machine')
  const connection = CONNECTION.exec(path)?.[0]
  const screen = below === '' ? 'tables' : below
  return {
    kind: 'screen',
    address: `${connection ? `/${connection}` : ''}/${screen}${query === '' ? '' : `?${query}`}`,
  }
}

/** The link among what a program was started with. */
export function deepLinkAmong(args: readonly string[]): string | undefined {
  return args.find(argument => /^deltadesk:/i.test(argument))
}

function refused(why: string): DeepLink {
  return { kind: 'refused', why: `The link was not followed: ${why}.` }
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}
