import { ORPCError } from '@orpc/client'
import { isContractProcedure } from '@orpc/contract'
import { implement } from '@orpc/server'
import { logContract } from '../shared/contract/contract.ts'
import { errors } from '../shared/contract/errors.ts'
import type { ApiRouter } from './host/serve-pipe.ts'

/** The contract of a log that is not open: every call is answered with the sentence that `reason` gives at that moment. */
export function refusingRouter(reason: () => string): ApiRouter {
  const refuse = () => {
    const why = reason()
    throw new ORPCError('NOT_CONNECTED', { status: errors.NOT_CONNECTED.status, message: why, data: { reason: why } })
  }
  // Built from the contract itself, so every procedure has its place; the compiler cannot follow a walk over its keys.
  return refusingTree(logContract, refuse) as ApiRouter
}

function refusingTree(contract: object, refuse: () => never): object {
  return Object.fromEntries(
    Object.entries(contract).map(([name, part]) => [
      name,
      isContractProcedure(part) ? implement(part).handler(refuse) : refusingTree(Object(part), refuse),
    ]),
  )
}
