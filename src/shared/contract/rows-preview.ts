import { z } from 'zod'
import { issueSchema } from './schemas.ts'

/** What a draft becomes in the database, table by table in the order in which they are written. */
export const rowsPreviewSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('rows'),
    tables: z.array(
      z.strictObject({
        table: z.string(),
        /** How the rows travel. */
        statement: z.string(),
        columns: z.array(z.string()),
        /** The first rows, at most PREVIEW_ROWS_MAX of `count`; values as PostgreSQL would show them, null for null. */
        rows: z.array(z.array(z.string().nullable())),
        count: z.number(),
      }),
    ),
    /** The statement that makes the version one, after all rows. */
    record: z.string(),
  }),
  z.strictObject({ kind: z.literal('invalid'), issues: z.array(issueSchema) }),
])
export type RowsPreview = z.infer<typeof rowsPreviewSchema>
