import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import type { TestProject } from 'vitest/node'

const START_MS = 15_000

/** A bucket of a running server, and how it is reached; the key of the test run is in the environment of its workers. */
export interface TestBucket {
  readonly endpoint: string
  readonly bucket: string
}

declare module 'vitest' {
  interface ProvidedContext {
    s3: TestBucket
  }
}

/**
 * Starts the S3-compatible server that DELTADESK_S3_SERVER names (versitygw, whose `posix` keeps objects as files) on a
 * free port and in a folder of this run, and makes a bucket.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const program = process.env.DELTADESK_S3_SERVER
  if (program === undefined)
    throw new Error('DELTADESK_S3_SERVER names no server; npm run test:s3 gets one and sets it.')
  const folder = await mkdtemp(join(tmpdir(), 'deltadesk-s3-'))
  const [access, secret] = [randomBytes(8).toString('hex'), randomBytes(16).toString('hex')]
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: access, AWS_SECRET_ACCESS_KEY: secret })
  const port = await freePort()
  const server = spawn(program, ['--port', `127.0.0.1:${port}`, '--keep-alive', '--quiet', 'posix', folder], {
    env: { ...process.env, ROOT_ACCESS_KEY: access, ROOT_SECRET_KEY: secret },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const bucket = { endpoint: `http://127.0.0.1:${port}`, bucket: 'deltadesk-tests' }
  await makeBucket(bucket)
  project.provide('s3', bucket)
  return async () => {
    server.kill()
    await rm(folder, { recursive: true, force: true })
  }
}

async function makeBucket({ endpoint, bucket }: TestBucket): Promise<void> {
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true })
  for (const deadline = Date.now() + START_MS; ; await sleep(100)) {
    try {
      await client.send(new CreateBucketCommand({ Bucket: bucket }))
      return client.destroy()
    } catch (error) {
      if (Date.now() > deadline) throw error
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('expected a port')
  return address.port
}
