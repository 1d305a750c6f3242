import type { Profile } from '../../shared/contract/connections.ts'

/** Where a saved connection leads, for people: what it says itself, and what it refers to for the rest. */
export function placeOfProfile({ reference, parameters }: Profile): string {
  const { user, host, port, dbname, schema } = parameters
  const place = [
    user ? `${user}@` : '',
    host?.includes(':') ? `[${host}]` : (host ?? ''),
    port ? `:${port}` : '',
    dbname ? `/${dbname}` : '',
    schema && schema !== 'public' ? ` ${schema}` : '',
  ].join('')
  switch (reference.kind) {
    case 'none':
      return place
    case 'service':
      return `service=${reference.name}${place === '' ? '' : ` ${place}`}`
    case 'environment':
      return `PG* variables${place === '' ? '' : ` ${place}`}`
  }
}
