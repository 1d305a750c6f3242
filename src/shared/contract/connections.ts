import { z } from 'zod'
import { CONNECTION_PARAMETERS } from '../connection/connection-parameters.ts'
import { ENVIRONMENTS, LEVELS } from '../connection/safety.ts'
import { timeMsSchema } from './schemas.ts'

/** Names a connection in addresses of the page; random for one that is saved. */
export const connectionIdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/)

export const levelSchema = z.enum(LEVELS)
export const environmentSchema = z.enum(ENVIRONMENTS)

const PARAMETER_CHARACTERS_MAX = 2_000
const NAME_CHARACTERS_MAX = 100

/** Where the password of a connection comes from. It is kept by none of these but `vault` and `memory`. */
export const secretSourceSchema = z.discriminatedUnion('kind', [
  /** Asked for at each opening. */
  z.strictObject({ kind: z.literal('ask') }),
  /** Asked for once and forgotten when the program ends. */
  z.strictObject({ kind: z.literal('memory') }),
  /** `~/.pgpass` or PGPASSFILE, as libpq reads it. */
  z.strictObject({ kind: z.literal('pgpass') }),
  /** The keychain of the operating system. */
  z.strictObject({ kind: z.literal('vault') }),
  /** The first line that a program prints. */
  z.strictObject({ kind: z.literal('command'), command: z.string().min(1).max(PARAMETER_CHARACTERS_MAX) }),
])
export type SecretSource = z.infer<typeof secretSourceSchema>

/** What a connection takes from this machine each time it is opened; nothing of it is copied. */
export const referenceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  /** A section of pg_service.conf. */
  z.strictObject({ kind: z.literal('service'), name: z.string().min(1).max(NAME_CHARACTERS_MAX) }),
  /** The PG* variables of the program's environment. */
  z.strictObject({ kind: z.literal('environment') }),
])
export type ConnectionReference = z.infer<typeof referenceSchema>

/** A connection as it is kept: everything but secrets. */
export const profileSchema = z.strictObject({
  id: connectionIdSchema,
  name: z.string().trim().min(1).max(NAME_CHARACTERS_MAX),
  folder: z.string().trim().min(1).max(NAME_CHARACTERS_MAX).nullable(),
  /** Null: as the folder says. */
  environment: environmentSchema.nullable(),
  /** Null: as the folder or the environment says. */
  level: levelSchema.nullable(),
  reference: referenceSchema,
  parameters: z.partialRecord(z.enum(CONNECTION_PARAMETERS), z.string().max(PARAMETER_CHARACTERS_MAX)),
  secret: secretSourceSchema,
  /** How long a raised level lasts. */
  elevationMinutes: z.number().int().min(1).max(480),
})
export type Profile = z.infer<typeof profileSchema>

export const folderSchema = z.strictObject({
  name: z.string().trim().min(1).max(NAME_CHARACTERS_MAX),
  environment: environmentSchema.nullable(),
  level: levelSchema.nullable(),
})
export type ConnectionFolder = z.infer<typeof folderSchema>

/** Why an opening did not succeed: the step, what was found, and what can be done. */
export const openFailureSchema = z.strictObject({
  step: z.string(),
  message: z.string(),
  fix: z.string().nullable(),
  sqlState: z.string().nullable(),
})
export type OpenFailure = z.infer<typeof openFailureSchema>

export const linkHealthSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('reachable'), roundTripMs: z.number() }),
  z.strictObject({
    kind: z.literal('lost'),
    since: timeMsSchema,
    reason: z.string(),
    /** When the next attempt is made, or was. */
    retryAt: timeMsSchema,
  }),
])

const peerSchema = z.strictObject({
  protocol: z.string(),
  cipher: z.string(),
  subject: z.string(),
  issuer: z.string(),
  validTo: z.string(),
  isVerified: z.boolean(),
})

export const connectionStateSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('closed') }),
  z.strictObject({ kind: z.literal('opening'), since: timeMsSchema }),
  z.strictObject({ kind: z.literal('failed'), at: timeMsSchema, failure: openFailureSchema }),
  z.strictObject({
    kind: z.literal('open'),
    since: timeMsSchema,
    level: levelSchema,
    /** When a raised level falls back; null where none is raised. */
    elevatedUntil: timeMsSchema.nullable(),
    /** The highest level that it can be raised to. */
    raiseMax: levelSchema,
    /** Why not above that; null where nothing is said of it. */
    lockedBy: z.string().nullable(),
    health: linkHealthSchema,
    server: z.string(),
    encryption: z.string(),
    /** Who answered, and how it was agreed to encrypt; null where sessions are not encrypted. */
    peer: peerSchema.nullable(),
    tunnel: z.string().nullable(),
  }),
])
export type ConnectionState = z.infer<typeof connectionStateSchema>

export const connectionSummarySchema = z.strictObject({
  profile: profileSchema,
  /** Kept by the user, the server that comes along, or named where the program was started. */
  origin: z.enum(['saved', 'built-in', 'command-line']),
  /** For people; without secrets. */
  place: z.string(),
  environment: environmentSchema.nullable(),
  /** The level with which it opens. */
  level: levelSchema,
  environmentFrom: z.enum(['connection', 'folder', 'nowhere']),
  levelFrom: z.enum(['connection', 'folder', 'environment', 'production']),
  state: connectionStateSchema,
})
export type ConnectionSummary = z.infer<typeof connectionSummarySchema>

/** Where secrets can be kept on this machine, and if not, why. */
export const vaultSchema = z.strictObject({
  kind: z.enum(['os', 'memory']),
  note: z.string(),
})
export type VaultState = z.infer<typeof vaultSchema>

export const connectionsEventSchema = z.strictObject({
  connections: z.array(connectionSummarySchema),
  folders: z.array(folderSchema),
  /** The connection of addresses that name none. */
  startId: connectionIdSchema,
  vault: vaultSchema,
})
export type ConnectionsEvent = z.infer<typeof connectionsEventSchema>

/** A connection that this machine knows of, for a reference and not for a copy. */
export const foundConnectionSchema = z.strictObject({
  kind: z.enum(['service', 'pgpass', 'environment']),
  name: z.string(),
  /** The file and the line, or the variables. */
  where: z.string(),
  reference: referenceSchema,
  parameters: z.partialRecord(z.enum(CONNECTION_PARAMETERS), z.string()),
  /** There is a password for it. */
  hasPassword: z.boolean(),
})
export type FoundConnection = z.infer<typeof foundConnectionSchema>

export const findingSchema = z.strictObject({
  step: z.string(),
  state: z.enum(['ok', 'warning', 'failed']),
  tookMs: z.number(),
  found: z.string(),
  fix: z.string().nullable(),
})

/** Names what a secret is of: the server, the key of the own certificate, or a machine or a key on the way. */
export const secretNameSchema = z.string().min(1).max(PARAMETER_CHARACTERS_MAX)

export const askedSecretSchema = z.strictObject({
  kind: z.literal('password-needed'),
  /** Said again with the answer. */
  of: secretNameSchema,
  /** For people: what it is the password or the passphrase of. */
  title: z.string(),
  why: z.string(),
})
export type AskedSecret = Readonly<z.infer<typeof askedSecretSchema>>

export const openAnswerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('open') }),
  askedSecretSchema,
  /** Nobody has vouched for a machine on the way yet; opening again with this fingerprint makes its key known. */
  z.strictObject({
    kind: z.literal('host-key-unknown'),
    host: z.string(),
    keyType: z.string(),
    fingerprint: z.string(),
  }),
  z.strictObject({ kind: z.literal('schema-missing'), schema: z.string(), migrations: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('failed'), failure: openFailureSchema }),
])
export type OpenAnswer = z.infer<typeof openAnswerSchema>

export const raiseAnswerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('raised'), level: levelSchema, until: timeMsSchema.nullable() }),
  z.strictObject({ kind: z.literal('refused'), why: z.string() }),
])
export type RaiseAnswer = z.infer<typeof raiseAnswerSchema>
