import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import {
  connectionIdSchema,
  connectionsEventSchema,
  findingSchema,
  folderSchema,
  foundConnectionSchema,
  levelSchema,
  openAnswerSchema,
  profileSchema,
  raiseAnswerSchema,
  secretNameSchema,
} from './connections.ts'
import { op } from './operation.ts'

/** Goes in and never comes out again. */
const passwordSchema = z.string().max(1_000)
const typedSchema = z.string().max(200).optional()
const draftSchema = z.strictObject({
  profile: profileSchema,
  password: passwordSchema.optional(),
  passphrase: passwordSchema.optional(),
})
const given = { id: connectionIdSchema }

/** Where logs are, how to get there, and how much may be done: calls of the program, whatever the page is connected to. */
export const connectionContract = {
  connections: {
    /** All of them and how they stand, whole at every change. */
    watch: op.output(eventIterator(connectionsEventSchema)),
    /** What pg_service.conf, .pgpass and the PG* variables of this machine offer. */
    discover: op.output(z.array(foundConnectionSchema)),
    /**
     * Keeps a connection; a password goes where its source says, or nowhere, and the passphrase of a key into memory. Where it
     * was production and would not be any more, its name must have been typed.
     */
    save: op
      .input(draftSchema.extend({ typed: typedSchema }))
      .output(z.strictObject({ ...given, passwordKept: z.boolean() })),
    /** Forgets a connection and its secret, and closes it. */
    remove: op.input(z.strictObject(given)).output(z.void()),
    /** The name of a connection must have been typed where that would not be production any more; so with the next one. */
    saveFolder: op.input(folderSchema.extend({ typed: typedSchema })).output(z.void()),
    /** Connections of the folder stay, without one. */
    removeFolder: op.input(z.strictObject({ name: z.string().max(100), typed: typedSchema })).output(z.void()),
    /** Examines a connection as it stands in the form, step by step; it need not be saved. */
    test: op.input(draftSchema).output(eventIterator(findingSchema)),
    /** Opens a connection, or says what is missing for that; one that is open is left as it is. */
    open: op
      .input(
        z.strictObject({
          ...given,
          password: passwordSchema.optional(),
          /** What the password is of, where that was asked for; absent: the server. */
          of: secretNameSchema.optional(),
          acceptHostKey: z.string().max(200).optional(),
        }),
      )
      .output(openAnswerSchema),
    close: op.input(z.strictObject(given)).output(z.void()),
    /** The statements that make the tables. */
    schemaSql: op.input(z.strictObject(given)).output(z.strictObject({ schema: z.string(), sql: z.string() })),
    /** Makes the tables on request; where the connection opens read-only its name must have been typed. */
    createSchema: op.input(z.strictObject({ ...given, typed: z.string().max(200) })).output(openAnswerSchema),
    /** Sets the level of an open connection: lower at once, higher for a while, on production by typing its name. */
    setLevel: op
      .input(z.strictObject({ ...given, level: levelSchema, typed: z.string().max(200) }))
      .output(raiseAnswerSchema),
  },
}
