import { ObjectFailure } from '../object-store.ts'

/**
 * Where a table's folder lies in an S3-compatible store. Everything but bucket and prefix falls back to what AWS's own
 * tools use: environment, shared configuration files, instance roles. Credentials are never a part of it.
 */
export interface S3Address {
  readonly bucket: string
  /** Without a slash at either end, and never empty. */
  readonly prefix: string
  /** The origin of a store other than Amazon's. */
  readonly endpoint?: string
  readonly region?: string
  /** A profile of the shared configuration files. */
  readonly profile?: string
}

const SCHEME = /^s3a?:\/\//i
/** S3 User Guide, "Bucket naming rules", and the underscore that other stores allow. */
const BUCKET = /^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/
const PARAMETERS = ['endpoint', 'region', 'profile'] as const

/** Whether a text names a place in an S3-compatible store and none of this computer. */
export function isS3Address(text: string): boolean {
  return SCHEME.test(text)
}

/**
 * Reads `s3://bucket/path?endpoint=…&region=…&profile=…`. Fails with `refused` where a part is missing or strange; keys
 * and passwords in the address are refused too, for addresses are stored and shown.
 */
export function parseS3Address(text: string): S3Address {
  const [place = '', query = ''] = text.replace(SCHEME, '').split(/\?(.*)/s)
  const [bucket = '', ...steps] = place.split('/')
  if (bucket.includes('@')) throw refused('no user or password in an address; name a profile instead')
  if (!BUCKET.test(bucket)) throw refused(`the name of a bucket after s3://, got ${JSON.stringify(bucket)}`)
  const prefix = steps.join('/').replace(/^\/+|\/+$/g, '')
  if (prefix === '') throw refused(`a path in the bucket, such as s3://${bucket}/tables/orders`)
  if (prefix.split('/').some(step => step === '' || step === '.' || step === '..')) {
    throw refused(`a plain path in the bucket, got ${JSON.stringify(prefix)}`)
  }
  return { bucket, prefix, ...parametersIn(query) }
}

/** The address as a text that `parseS3Address` reads back. */
export function printS3Address({ bucket, prefix, ...parameters }: S3Address): string {
  const query = new URLSearchParams()
  for (const name of PARAMETERS) if (parameters[name] !== undefined) query.set(name, parameters[name])
  return `s3://${bucket}/${prefix}${query.size === 0 ? '' : `?${query}`}`
}

function parametersIn(query: string): Pick<S3Address, 'endpoint' | 'region' | 'profile'> {
  const parameters = new URLSearchParams(query)
  for (const name of parameters.keys()) {
    if (PARAMETERS.some(known => known === name)) continue
    throw refused(`only ${PARAMETERS.join(', ')} after the question mark, got ${JSON.stringify(name)}`)
  }
  const [endpoint, region, profile] = PARAMETERS.map(name => parameters.get(name))
  return {
    ...(endpoint ? { endpoint: originOf(endpoint) } : {}),
    ...(region ? { region } : {}),
    ...(profile ? { profile } : {}),
  }
}

function originOf(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:'
  if (!url || !isWeb || url.username !== '' || url.password !== '' || url.pathname !== '/' || url.search !== '') {
    throw refused('an endpoint such as https://store.example:9000, without a path, a user or a password')
  }
  return url.origin
}

function refused(expected: string): ObjectFailure {
  return new ObjectFailure('refused', `Expected ${expected}.`)
}
