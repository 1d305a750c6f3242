/** One section of a service file: parameters by libpq's names. */
export interface PgService {
  readonly name: string
  /** Of the section's head, from 1. */
  readonly line: number
  readonly parameters: ReadonlyMap<string, string>
}

/** Reads a `pg_service.conf` as libpq does: sections, `name=value` lines, `#` comments. What fits none of it is passed over. */
export function readPgService(text: string): PgService[] {
  const services: { name: string; line: number; parameters: Map<string, string> }[] = []
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    const head = /^\[(.+)\]$/.exec(line)?.[1]
    if (head !== undefined) {
      services.push({ name: head, line: index + 1, parameters: new Map() })
      continue
    }
    const at = line.indexOf('=')
    if (at > 0) services.at(-1)?.parameters.set(line.slice(0, at).trim(), line.slice(at + 1).trim())
  }
  return services
}
