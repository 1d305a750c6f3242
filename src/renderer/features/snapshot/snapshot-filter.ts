import { z } from 'zod'
import {
  type FileFilter,
  type FileSort,
  fileSortSchema,
  type PartitionValuesByName,
  partitionValuesSchema,
} from '../../../shared/contract/snapshots.ts'

/** What the address of a snapshot says besides its version. */
export interface SnapshotSearch {
  /** A part of the path. */
  readonly q?: string | undefined
  /** The folder whose files are listed. */
  readonly in?: string | undefined
  /** `on` where the folders are shown. */
  readonly tree?: string | undefined
  /** Partition values as JSON. */
  readonly part?: string | undefined
  readonly min?: string | undefined
  readonly max?: string | undefined
  readonly sort?: string | undefined
  readonly dir?: string | undefined
  readonly where?: string | undefined
  readonly show?: string | undefined
  /** A part of the name of a column. */
  readonly name?: string | undefined
  /** `pruned` where the files that are skipped are listed. */
  readonly files?: string | undefined
  /** The row that is selected: of files the version and the place of its add, else what names the row. */
  readonly row?: string | undefined
  /** The time that led to the version, in milliseconds since 1970. */
  readonly time?: string | undefined
}

/** The filter that an address stands for; parts that cannot be read are left out. */
export function readFilter({ q, in: folder, part, min, max }: SnapshotSearch): FileFilter {
  const partition = readPartition(part)
  const [sizeMin, sizeMax] = [readSize(min), readSize(max)]
  return {
    ...(q ? { path: q } : {}),
    ...(folder ? { prefix: folder } : {}),
    ...(partition ? { partition } : {}),
    ...(sizeMin === undefined ? {} : { sizeMin }),
    ...(sizeMax === undefined ? {} : { sizeMax }),
  }
}

export function readOrder({ sort, dir }: SnapshotSearch): { sort: FileSort; descending: boolean } {
  const wanted = fileSortSchema.safeParse(sort).data ?? 'added'
  return { sort: wanted, descending: dir === undefined ? wanted !== 'path' && wanted !== 'partition' : dir === 'desc' }
}

/** Partition values as they stand in an address. */
export function partitionParam(values: PartitionValuesByName): string {
  return JSON.stringify(values)
}

function readPartition(text: string | undefined): PartitionValuesByName | undefined {
  if (text === undefined) return undefined
  const parsed = JSON_TEXT.safeParse(text)
  return parsed.success && Object.keys(parsed.data).length > 0 ? parsed.data : undefined
}

const JSON_TEXT = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text)
    } catch {
      context.addIssue({ code: 'custom', message: 'no JSON' })
      return z.NEVER
    }
  })
  .pipe(partitionValuesSchema)

function readSize(text: string | undefined): bigint | undefined {
  return text !== undefined && /^\d{1,18}$/.test(text) ? BigInt(text) : undefined
}
