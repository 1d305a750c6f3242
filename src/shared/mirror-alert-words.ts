import type { MirrorAlert } from './contract/mirrors.ts'

const KINDS = {
  lag: 'falls behind',
  stuck: 'is stuck',
  diverged: 'has diverged',
  credentials: 'is refused its credentials',
  refused: 'must not go on',
} as const satisfies Readonly<Record<MirrorAlert['kind'], string>>

/** What an alert says in a few words. */
export function alertWords({ name, kind }: Pick<MirrorAlert, 'name' | 'kind'>): string {
  return `The mirror of ${name} ${KINDS[kind]}`
}

/** What is said when an alert is over. */
export function recoveryWords({ name }: Pick<MirrorAlert, 'name'>): string {
  return `The mirror of ${name} is well again`
}
