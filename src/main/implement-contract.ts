import { mapEventIterator } from '@orpc/client'
import { implement, os } from '@orpc/server'
import { writesLog } from '../shared/contract/access.ts'
import { logContract, programContract } from '../shared/contract/contract.ts'
import { answerFailure, type FailureDesk, readOnlyRefusal } from './answer-failure.ts'

export type ImplementedContract = ReturnType<typeof implementContract>
export type ImplementedProgram = ReturnType<typeof implementProgram>

/**
 * The calls about one log, ready to be implemented: every procedure gets a signal that aborts when its caller is gone (W2),
 * and whatever a procedure or its stream throws is answered in one place (W1, W3). As long as the connection is read-only a
 * call that may change the log is refused before anything is done (W5).
 */
export function implementContract(desk: FailureDesk & { readonly isReadOnly: boolean }) {
  return implement(logContract).use(answering(desk, () => desk.isReadOnly))
}

/** The calls about the program itself, with the same answers; a program that is locked changes no log by them either. */
export function implementProgram(desk: FailureDesk & { readonly lockedBy: string | null }) {
  return implement(programContract).use(answering(desk, () => desk.lockedBy !== null))
}

function answering(desk: FailureDesk, isReadOnly: () => boolean) {
  return os.middleware(async ({ next, path, signal = AbortSignal.any([]) }, input) => {
    if (isReadOnly() && writesLog(path, input)) throw readOnlyRefusal()
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
}

function isStream(output: unknown): output is AsyncIterator<unknown, unknown, unknown> {
  return typeof output === 'object' && output !== null && Symbol.asyncIterator in output && 'next' in output
}
