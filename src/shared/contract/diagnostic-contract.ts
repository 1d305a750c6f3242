import { z } from 'zod'
import { op } from './operation.ts'

/** One part of what can be given to somebody who helps. */
export const diagnosticPartSchema = z.strictObject({ name: z.string(), text: z.string() })
export type DiagnosticPart = z.infer<typeof diagnosticPartSchema>

/** What is known about this program as it runs. It is read here and goes nowhere by itself. */
export const diagnosticContract = {
  diagnostics: {
    /** Versions, places, connections and the end of the log, with secrets taken out. */
    read: op.output(z.array(diagnosticPartSchema)),
  },
}
