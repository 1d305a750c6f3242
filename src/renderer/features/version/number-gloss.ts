import { formatBytes } from '../../ui/format.ts'

const TIMES = new Set([
  'modificationTime',
  'deletionTimestamp',
  'createdTime',
  'lastUpdated',
  'timestamp',
  'inCommitTimestamp',
])
const SIZES = new Set(['size', 'sizeInBytes', 'numOutputBytes', 'numAddedBytes', 'numRemovedBytes'])

/** What the number of a well-known field means for people: a size or a moment. The exact digits stand beside it. */
export function numberGloss(name: string, digits: string): string | undefined {
  if (!/^\d{1,16}$/.test(digits)) return undefined
  if (SIZES.has(name)) return digits.length > 3 ? formatBytes(BigInt(digits)) : undefined
  if (!TIMES.has(name)) return undefined
  const time = new Date(Number(digits))
  return Number.isNaN(time.getTime()) ? undefined : `${time.toISOString().replace('T', ' ').replace('Z', '')} UTC`
}
