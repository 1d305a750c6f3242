import { open } from 'node:fs/promises'

/** As much as provenance takes, which mostly stands first. */
const BYTES = 4_096

/** The first bytes of a file, as text to look for its operation in; empty where it cannot be read, which others will tell. */
export async function beginningOfFile(path: string): Promise<string> {
  try {
    await using file = await open(path, 'r')
    const { buffer, bytesRead } = await file.read(Buffer.alloc(BYTES), 0, BYTES, 0)
    return buffer.toString('utf8', 0, bytesRead)
  } catch {
    return ''
  }
}
