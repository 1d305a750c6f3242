import type { Environment, Level } from '../../shared/connection/safety.ts'

export const LEVEL_NAMES = {
  'read-only': 'Read-only',
  guarded: 'Guarded',
  open: 'Open',
} as const satisfies Record<Level, string>

export const LEVEL_MEANINGS = {
  'read-only': 'Nothing can change the log: sessions are read-only, and calls that write are refused.',
  guarded: 'Changes are possible; what cannot be undone is confirmed by typing.',
  open: 'Changes are possible, with the usual questions.',
} as const satisfies Record<Level, string>

export const ENVIRONMENT_NAMES = {
  production: 'Production',
  staging: 'Staging',
  development: 'Development',
} as const satisfies Record<Environment, string>
