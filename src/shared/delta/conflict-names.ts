import type { Engine } from './conflict.ts'

/** What another commit did to a draft; `write` where its content cannot be judged at all. */
export type ConflictClass =
  | 'protocol'
  | 'metadata'
  | 'domain'
  | 'transaction'
  | 'append'
  | 'delete-read'
  | 'delete-delete'
  | 'write'

/** The name of a class without regard to an engine, as people search for it. */
export const CONFLICT_CODES = {
  protocol: 'ProtocolChanged',
  metadata: 'MetadataChanged',
  domain: 'ConcurrentTransaction',
  transaction: 'ConcurrentTransaction',
  append: 'ConcurrentAppend',
  'delete-read': 'ConcurrentDeleteRead',
  'delete-delete': 'ConcurrentDeleteDelete',
  write: 'ConcurrentWrite',
} as const satisfies Record<ConflictClass, string>

/** The exception or error variant that the engine raises. */
export function engineErrorName(conflict: ConflictClass, engine: Engine): string {
  switch (engine) {
    case 'spark':
      return `${CONFLICT_CODES[conflict]}Exception`
    case 'delta-rs':
      return CONFLICT_CODES[conflict]
    case 'kernel':
      return `${conflict === 'domain' || conflict === 'delete-delete' ? 'ConcurrentWrite' : CONFLICT_CODES[conflict]}Exception`
  }
  engine satisfies never
}
