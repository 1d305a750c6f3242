import { S3Client } from '@aws-sdk/client-s3'
import type { S3Address } from './s3-address.ts'

const CONNECT_MS = 5_000
/** Without a byte in either direction for so long, a request has failed; a large object may take as long as it does. */
const SILENCE_MS = 30_000
/** A region must be named even to stores that have none. */
const REGION_OF_OTHERS = 'us-east-1'

/**
 * The SDK keeps the files of profiles for the life of the process, unless its search for credentials is told otherwise:
 * keys that were renewed in their file would never be seen.
 */
const FRESH_FILES = { ignoreCache: true }

/** By store and not by bucket. They live as long as the process: their idle connections do not keep it alive. */
const clients = new Map<string, S3Client>()

/**
 * The client of a store, made once. It never repeats a request: whoever calls decides what may be repeated. Checksums
 * that other stores do not know are left out; what is written carries its MD5.
 */
export function s3ClientOf(address: S3Address): S3Client {
  const key = keyOf(address)
  const { endpoint, region, profile } = address
  const client =
    clients.get(key) ??
    new S3Client({
      ...FRESH_FILES,
      maxAttempts: 1,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: SILENCE_MS },
      ...(endpoint ? { endpoint, forcePathStyle: true, region: REGION_OF_OTHERS } : { followRegionRedirects: true }),
      ...(region ? { region } : {}),
      ...(profile ? { profile } : {}),
    })
  clients.set(key, client)
  return client
}

/** Makes the next use of a store read its credentials anew. */
export function forgetS3Client(address: S3Address): void {
  clients.delete(keyOf(address))
}

function keyOf({ endpoint, region, profile }: S3Address): string {
  return JSON.stringify([endpoint, region, profile])
}
