import { parseVersion } from './search-params.ts'

/**
 * The version one step from that of an address, within 0 and `head`, for the `params` of a navigation. These are given the
 * address that the walk has come to, which may be ahead of what is shown: a key that is pressed twice counts twice.
 */
export function steppedVersion(from: string | undefined, step: 1n | -1n, head: bigint): string {
  const to = (parseVersion(from ?? '') ?? head) + step
  if (to < 0n) return '0'
  return `${to > head ? head : to}`
}
