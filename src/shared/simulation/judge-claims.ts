import type { Claim, TableRecord, Violation } from './table-record.ts'

/** C4: what was told to be committed is there once, under that number; what was told not to be is not. */
export function judgeClaims({ tableId, versions }: TableRecord, claims: readonly Claim[]): Violation[] {
  const recorded = new Map(versions.map(({ commitId, version }) => [commitId, version]))
  return claims
    .filter(claim => claim.tableId === tableId)
    .flatMap(claim => {
      const version = recorded.get(claim.commitId)
      const message = problemOf(claim, version)
      const rule = claim.told.kind === 'committed' ? 'acknowledged-once' : 'rejected-absent'
      return message === undefined ? [] : [{ rule, promise: 'C4', tableId, version, commitId: claim.commitId, message }]
    })
}

function problemOf({ commitId, told }: Claim, version: bigint | undefined): string | undefined {
  switch (told.kind) {
    case 'committed':
      if (version === undefined) return `${commitId} was told to be version ${told.version} and is lost`
      return version === told.version
        ? undefined
        : `${commitId} was told to be version ${told.version} and is ${version}`
    case 'not-committed':
      return version === undefined ? undefined : `${commitId} was told not to be committed and is version ${version}`
    case 'unknown':
      return undefined
  }
}
