import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { jsonString, readJson } from '../../src/shared/delta/json.ts'
import { jsonChecksumText } from '../../src/shared/delta/json-checksum.ts'
import type { RealTable } from '../real-logs.ts'

/** Whether `_last_checkpoint` is what its writer wrote; undefined where it is absent or carries no checksum that tells. */
export function isLastCheckpointIntact({ files, logFolder }: RealTable): boolean | undefined {
  if (!files.includes('_last_checkpoint')) return undefined
  const read = readJson(readFileSync(join(logFolder, '_last_checkpoint'), 'utf8'))
  if (read.kind === 'invalid' || read.value.kind !== 'object') return false
  const source = jsonChecksumText(read.value)
  if (source.kind === 'invalid') return false
  const stated = read.value.member('checksum')
  if (stated?.kind !== 'string') return undefined
  return createHash('md5').update(source.value).digest('hex') === jsonString(stated)
}
