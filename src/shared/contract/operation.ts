import { oc } from '@orpc/contract'
import { errors } from './errors.ts'

/** What every call and stream begins with: the errors that any of them may answer with. */
export const op = oc.errors(errors)
