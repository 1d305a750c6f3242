import { z } from 'zod'
import { op } from './operation.ts'
import { tableIdSchema, tableNameSchema, tableSummarySchema } from './schemas.ts'
import { tableVersionSchema } from './snapshots.ts'
import {
  activityRequestSchema,
  facetCountsSchema,
  healthMeasurementSchema,
  tableActivitySchema,
  tableListRequestSchema,
  tablePageSchema,
} from './tables.ts'
import { textSchema } from './text.ts'

/** Tables, what a catalog shows of them, and their health. */
export const catalogContract = {
  tables: {
    /** Tables in the order that is asked for; by name a page is a range of an index. */
    list: op.input(tableListRequestSchema).output(tablePageSchema),
    /** How many of the tables that a search finds have each value of each facet. */
    facets: op.input(z.strictObject({ search: textSchema.max(255).optional() })).output(facetCountsSchema),
    /** What a catalog shows of tables beyond their heads. */
    activity: op.input(activityRequestSchema).output(z.array(tableActivitySchema)),
    /** One table by name; `not_found` where there is none. */
    get: op.input(z.strictObject({ name: tableNameSchema })).output(tableSummarySchema),
    /** One table by its id, whatever it is called now; null where the log has none. */
    find: op.input(z.strictObject({ tableId: tableIdSchema })).output(tableSummarySchema.nullable()),
  },
  health: {
    /** Every rule measured at a version. */
    measure: op.input(tableVersionSchema).output(z.array(healthMeasurementSchema)),
  },
}
