import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { jsonString, readJson } from '../../src/shared/delta/json.ts'
import { jsonChecksumText } from '../../src/shared/delta/json-checksum.ts'
import type { RealTable } from '../real-logs.ts'

/** Whether `_last_checkpoint` is what its writer wrote; undefined where it is absent, or is JSON without a checksum. */
export function lastCheckpointState({ files, logFolder }: RealTable): 'intact' | 'altered' | 'unreadable' | undefined {
  if (!files.includes('_last_checkpoint')) return undefined
  const read = readJson(readFileSync(join(logFolder, '_last_checkpoint'), 'utf8'))
  if (read.kind === 'invalid' || read.value.kind !== 'object') return 'unreadable'
  const source = jsonChecksumText(read.value)
  if (source.kind === 'invalid') return 'unreadable'
  const stated = read.value.member('checksum')
  if (stated?.kind !== 'string') return undefined
  return createHash('md5').update(source.value).digest('hex') === jsonString(stated) ? 'intact' : 'altered'
}
