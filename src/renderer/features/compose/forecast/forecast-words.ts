import type { JudgedWinner, Verdict } from '../../../../shared/contract/forecast.ts'

/** What a conflict is called on its chip. */
export const CLASS_NAMES = {
  protocol: 'protocol changed',
  metadata: 'metadata changed',
  domain: 'same domain',
  transaction: 'same application',
  append: 'added what was read',
  'delete-read': 'removed what was read',
  'delete-delete': 'removed the same file',
  write: 'cannot be judged',
} as const satisfies Record<NonNullable<Verdict['class']>, string>

/** Everyone who may judge a race, in the order in which they are told. */
export const JUDGES = [
  { name: 'Serializable', of: ({ levels }: JudgedWinner) => levels.Serializable },
  { name: 'WriteSerializable', of: ({ levels }: JudgedWinner) => levels.WriteSerializable },
  { name: 'Snapshot', of: ({ levels }: JudgedWinner) => levels.SnapshotIsolation },
  { name: 'delta-rs', of: ({ engines }: JudgedWinner) => engines['delta-rs'] },
  { name: 'Java kernel', of: ({ engines }: JudgedWinner) => engines.kernel },
] as const

/** Conflicts one by one, and between them versions that need no attention together. */
export type ForecastItem =
  | { readonly kind: 'conflict'; readonly winner: JudgedWinner }
  | { readonly kind: 'quiet'; readonly winners: readonly [JudgedWinner, ...JudgedWinner[]] }

export function forecastItems(winners: readonly JudgedWinner[]): ForecastItem[] {
  const items: ForecastItem[] = []
  for (const winner of winners) {
    const last = items.at(-1)
    if (winner.verdict.class !== null) items.push({ kind: 'conflict', winner })
    else if (last?.kind === 'quiet') items[items.length - 1] = { kind: 'quiet', winners: [...last.winners, winner] }
    else items.push({ kind: 'quiet', winners: [winner] })
  }
  return items
}
