const SHAPE = 'postgresql://user:password@host:port/database'
const URI = /^postgres(?:ql)?:\/\/(?:([^@/?#]*)@)?([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/i
const HOST_PORT = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/

/**
 * The parameters of a URI as libpq reads it, or a sentence that says what was expected. The host may be a folder of unix
 * sockets (`%2Fvar%2Frun%2Fpostgresql`), also by the parameter `host`. What the query says counts.
 */
export function readConnectionUri(text: string): readonly (readonly [string, string])[] | string {
  const [match, credentials = '', place = '', path = '', query = ''] = URI.exec(text) ?? []
  if (match === undefined) return `The database URL cannot be read; ${SHAPE} is expected, special characters as %XX.`
  if (place.includes(',')) return `The database URL names several hosts; ${SHAPE} with one is expected.`
  const [, host, port = ''] = HOST_PORT.exec(place) ?? []
  if (host === undefined) return `The database URL cannot be read; ${SHAPE} is expected, special characters as %XX.`
  if (path.includes('/')) return `The database URL names more than one database; ${SHAPE} is expected.`
  const [user = '', ...password] = credentials.split(':')
  const pairs: [string, string][] = [
    ['user', user],
    ['password', password.join(':')],
    ['host', host.replace(/^\[(.*)\]$/, '$1')],
    ['port', port],
    ['dbname', path],
    ...query.split('&').flatMap((part): [string, string][] => {
      const at = part.indexOf('=')
      return part === '' ? [] : [[at < 0 ? part : part.slice(0, at), at < 0 ? '' : part.slice(at + 1)]]
    }),
  ]
  try {
    return pairs.map(([name, value]) => [decodeURIComponent(name), decodeURIComponent(value)])
  } catch {
    return 'The database URL has a % that is not followed by two hexadecimal digits of UTF-8.'
  }
}
