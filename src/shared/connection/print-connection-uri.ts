import { CONNECTION_PARAMETERS, type ConnectionParameters } from './connection-parameters.ts'

/** The URI that means these parameters: `readConnectionUri` reads the same out of it. Empty where nothing is said. */
export function printConnectionUri(parameters: ConnectionParameters): string {
  const { host = '', port = '', user = '', dbname = '' } = parameters
  const isFolder = host.startsWith('/')
  const place = isFolder ? '' : host.includes(':') ? `[${host}]` : encodeURIComponent(host)
  const query = CONNECTION_PARAMETERS.flatMap(name => {
    const value = parameters[name] ?? ''
    const stands = name === 'host' ? isFolder : name !== 'port' && name !== 'user' && name !== 'dbname'
    return stands && value !== '' ? [`${name}=${encodeURIComponent(value)}`] : []
  })
  const credentials = user === '' ? '' : `${encodeURIComponent(user)}@`
  const path = dbname === '' ? '' : `/${encodeURIComponent(dbname)}`
  if (credentials + place + port + path === '' && query.length === 0) return ''
  const end = query.length === 0 ? '' : `${path === '' ? '/' : ''}?${query.join('&')}`
  return `postgresql://${credentials}${place}${port === '' ? '' : `:${port}`}${path}${end}`
}
