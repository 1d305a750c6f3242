import { crc32, deflateRawSync } from 'node:zlib'

/** What goes into an archive; `type` is tar's, for a file '0'. */
export interface ArchivedFile {
  readonly name: string
  readonly content?: string | Uint8Array
  readonly type?: string
  /** Milliseconds since 1970. */
  readonly time?: number
}

const BLOCK = 512

/** A tar archive as POSIX has it. */
export function tarOf(files: readonly ArchivedFile[]): Buffer {
  const parts = files.flatMap(file => {
    const content = Buffer.from(file.content ?? '')
    return [tarHeader(file, content.length), content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)]
  })
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)])
}

function tarHeader({ name, type = '0', time = 0 }: ArchivedFile, size: number): Buffer {
  const header = Buffer.alloc(BLOCK)
  header.write(name.slice(0, 100), 0)
  header.write('0000644\0', 100)
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  header.write(
    `${Math.floor(time / 1000)
      .toString(8)
      .padStart(11, '0')}\0`,
    136,
  )
  header.write('        ', 148)
  header.write(type, 156)
  header.write('ustar\x0000', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}

/** A pax header for the entry behind it. */
export function paxHeader(fields: Readonly<Record<string, string>>): ArchivedFile {
  const records = Object.entries(fields).map(([key, value]) => {
    const rest = ` ${key}=${value}\n`
    let length = rest.length + 1
    while (String(length).length + rest.length !== length) length++
    return `${length}${rest}`
  })
  return { name: 'PaxHeader', type: 'x', content: records.join('') }
}

export interface ZippedFile {
  readonly name: string
  readonly content: string | Uint8Array
  readonly stored?: boolean
  readonly flags?: number
  /** Said of the content instead of the truth. */
  readonly statedSize?: number
  readonly statedCrc?: number
  readonly unixMode?: number
}

/** A zip archive; `prefix` stands before it, as in a program that unpacks itself. */
export function zipOf(files: readonly ZippedFile[], prefix: Buffer = Buffer.alloc(0), comment = ''): Buffer {
  const locals: Buffer[] = []
  const entries: Buffer[] = []
  let offset = 0
  for (const file of files) {
    const { local, entry } = zipEntry(file, offset)
    locals.push(local)
    entries.push(entry)
    offset += local.length
  }
  const directory = Buffer.concat(entries)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([prefix, ...locals, directory, end, Buffer.from(comment)])
}

function zipEntry(file: ZippedFile, offset: number): { local: Buffer; entry: Buffer } {
  const content = Buffer.from(file.content)
  const packed = file.stored ? content : deflateRawSync(content)
  const name = Buffer.from(file.name)
  const common = Buffer.alloc(26)
  common.writeUInt16LE(20, 0)
  common.writeUInt16LE(file.flags ?? 0, 2)
  common.writeUInt16LE(file.stored ? 0 : 8, 4)
  common.writeUInt16LE(0x21, 8)
  common.writeUInt32LE(file.statedCrc ?? crc32(content), 10)
  common.writeUInt32LE(packed.length, 14)
  common.writeUInt32LE(file.statedSize ?? content.length, 18)
  common.writeUInt16LE(name.length, 22)
  const rest = Buffer.alloc(14)
  rest.writeUInt32LE(((file.unixMode ?? 0) << 16) >>> 0, 6)
  rest.writeUInt32LE(offset, 10)
  return {
    local: Buffer.concat([signature(0x04034b50), common, name, packed]),
    entry: Buffer.concat([signature(0x02014b50), Buffer.from([20, 0]), common, rest, name]),
  }
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
