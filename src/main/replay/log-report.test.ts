import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { add, commitInfo, creation } from '../../../test/drafts.ts'
import type { LogReport } from '../../shared/contract/log-report.ts'
import { commitFileName } from '../../shared/delta/log-names.ts'
import { openLog } from '../delta-log/open-log.ts'
import { logReport } from './log-report.ts'
import { surveyLog } from './survey-log.ts'

const home = await mkdtemp(join(tmpdir(), 'deltadesk-report-'))
afterAll(() => rm(home, { recursive: true, force: true }))

const text = (lines: readonly object[]) => lines.map(line => `${JSON.stringify(line)}\n`).join('')
const { signal } = new AbortController()

async function reportOf(name: string, files: Readonly<Record<string, string>>): Promise<LogReport> {
  const folder = join(home, name)
  await mkdir(join(folder, '_delta_log'), { recursive: true })
  for (const [file, content] of Object.entries(files)) await writeFile(join(folder, '_delta_log', file), content)
  const opened = await openLog(folder, signal)
  if (opened.kind === 'refused') throw new Error(opened.problems[0]?.message)
  await using log = opened.log
  return logReport(await surveyLog(log, undefined, () => {}, signal), log.listing)
}

test('where only a checkpoint tells the protocol, its features are reported, and from where on the state can be had', async () => {
  const features = ['v2Checkpoint', 'appendOnly', 'invariants']
  const protocol = {
    minReaderVersion: 3,
    minWriterVersion: 7,
    readerFeatures: ['v2Checkpoint'],
    writerFeatures: features,
  }
  const metaData = creation().filter(action => 'metaData' in action)
  const report = await reportOf('cleaned', {
    '00000000000000000002.checkpoint.80a083e8-7026-4e79-81be-64bd76c43a11.json': text([
      { checkpointMetadata: { version: 2 } },
      { protocol },
      ...metaData,
      { add: { ...Object(add('a')).add, dataChange: false } },
    ]),
    [commitFileName(3n)]: text([commitInfo, add('b')]),
  })
  expect(report).toMatchObject({ start: { kind: 'from-checkpoint', version: 2n }, protocol: { minWriterVersion: 7 } })
  expect(report.features.toSorted()).toEqual(features.toSorted())
  expect(report.reconstructable).toEqual([{ from: 2n, to: 3n }])
})

test('behind a commit that cannot be read no state can be had', async () => {
  const report = await reportOf('torn', {
    [commitFileName(0n)]: text(creation()),
    [commitFileName(1n)]: text([commitInfo, add('a')]),
    [commitFileName(2n)]: '{"add":{"path":"b","parti',
    [commitFileName(3n)]: text([commitInfo, add('c')]),
  })
  expect(report).toMatchObject({ isBroken: true, reconstructable: [{ from: 0n, to: 1n }] })
})
