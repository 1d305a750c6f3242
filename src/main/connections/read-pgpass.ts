/** One line of a password file; `*` fits anything. */
export interface PgpassEntry {
  readonly line: number
  readonly host: string
  readonly port: string
  readonly database: string
  readonly user: string
  readonly password: string
}

/** Reads a `.pgpass` as libpq does: five fields, `\` before `:` and `\`, `#` comments. Other lines are passed over. */
export function readPgpass(text: string): PgpassEntry[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (line.startsWith('#') || line.trim() === '') return []
    const fields = fieldsOf(line)
    const [host, port, database, user] = fields
    if (host === undefined || port === undefined || database === undefined || user === undefined || fields.length < 5) {
      return []
    }
    return [{ line: index + 1, host, port, database, user, password: fields.slice(4).join(':') }]
  })
}

export interface PgpassPlace {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
}

/** The password of the first line that fits, which is the one that libpq takes. A folder of sockets is called localhost. */
export function findPgpass(entries: readonly PgpassEntry[], place: PgpassPlace): string | undefined {
  const host = place.host.startsWith('/') ? 'localhost' : place.host
  const fits = (field: string, value: string) => field === '*' || field === value
  return entries.find(
    entry =>
      fits(entry.host, host) &&
      fits(entry.port, String(place.port)) &&
      fits(entry.database, place.database) &&
      fits(entry.user, place.user),
  )?.password
}

function fieldsOf(line: string): string[] {
  const fields = ['']
  for (let index = 0; index < line.length; index++) {
    const char = line[index] ?? ''
    const last = fields.length - 1
    if (char === '\\' && index + 1 < line.length) fields[last] += line[++index] ?? ''
    else if (char === ':' && fields.length < 5) fields.push('')
    else fields[last] += char
  }
  return fields
}
