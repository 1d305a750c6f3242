import { mapEventIterator } from '@orpc/client'
import { implement, os } from '@orpc/server'
import { contract } from '../shared/contract/contract.ts'
import { answerFailure, type FailureDesk } from './answer-failure.ts'

export type ImplementedContract = ReturnType<typeof implementContract>

/**
 * The contract, ready to be implemented: every procedure gets a signal that aborts when its caller is gone (W2), and
 * whatever a procedure or its stream throws is answered in one place (W1, W3).
 */
export function implementContract(desk: FailureDesk) {
  const answered = os.middleware(async ({ next, path, signal = AbortSignal.any([]) }) => {
    const answer = (error: unknown) => (signal.aborted ? error : answerFailure(error, path, desk))
    try {
      const result = await next({ context: { signal } })
      if (!isStream(result.output)) return result
      const stream = mapEventIterator(result.output, {
        value: async event => event,
        error: async error => answer(error),
      })
      return { ...result, output: stream }
    } catch (error) {
      throw answer(error)
    }
  })
  return implement(contract).use(answered)
}

function isStream(output: unknown): output is AsyncIterator<unknown, unknown, unknown> {
  return typeof output === 'object' && output !== null && Symbol.asyncIterator in output && 'next' in output
}
