import { setTimeout as sleep } from 'node:timers/promises'
import { ORPCError } from '@orpc/client'
import { isContractProcedure } from '@orpc/contract'
import fc from 'fast-check'
import { expect } from 'vitest'
import { arbitraryInput, type KnownValues } from './arbitrary-input.ts'

/** A call of the contract with an input that nobody has thought of. */
export interface WildCall {
  readonly path: readonly string[]
  readonly input: unknown
}

/** Calls of these procedures with inputs of their outer shape and wild leaves. */
export function wildCalls(
  contract: object,
  known: KnownValues,
  isMeant: (path: string) => boolean,
): fc.Arbitrary<WildCall> {
  const calls = proceduresOf(contract).flatMap(({ path, procedure }) => {
    if (!isMeant(path.join('.'))) return []
    const schema = isContractProcedure(procedure) ? procedure['~orpc'].inputSchema : undefined
    if (schema === undefined || !('_zod' in schema)) return [fc.constant({ path, input: undefined })]
    return [arbitraryInput(Object(schema), known).map(input => ({ path, input }))]
  })
  return fc.oneof(...calls)
}

function proceduresOf(tree: object, path: readonly string[] = []): { path: readonly string[]; procedure: unknown }[] {
  return Object.entries(tree).flatMap(([name, procedure]: [string, unknown]) => {
    const here = [...path, name]
    if (isContractProcedure(procedure)) return [{ path: here, procedure }]
    return typeof procedure === 'object' && procedure !== null ? proceduresOf(procedure, here) : []
  })
}

const STREAM_MS = 40

/** Sends a call; a stream is left after its first event, or where none comes for a moment. */
async function send(client: object, { path, input }: WildCall): Promise<void> {
  const procedure = path.reduce<unknown>((found, name) => Reflect.get(Object(found), name), client)
  if (typeof procedure !== 'function') throw new Error(`${path.join('.')} cannot be called`)
  const leave = new AbortController()
  const answer: unknown = await procedure(input, { signal: leave.signal })
  if (!isStream(answer)) return
  const listening = (async () => {
    for await (const _ of answer) break
  })()
  listening.catch(() => {})
  await Promise.race([listening, sleep(STREAM_MS)])
  leave.abort()
}

function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

export interface Told {
  answered: number
  refused: number
}

/** Sends so many calls; each is answered or refused with what is wrong, and none ends in an unexpected error (W1). */
export async function sendWildCalls(client: object, calls: fc.Arbitrary<WildCall>, numRuns: number): Promise<Told> {
  const told = { answered: 0, refused: 0 }
  await fc.assert(
    fc.asyncProperty(calls, async call => {
      try {
        await send(client, call)
        told.answered += 1
      } catch (error) {
        if (!(error instanceof ORPCError)) throw error
        expect(['INVALID', 'NOT_FOUND', 'READ_ONLY', 'REFUSED']).toContain(error.code)
        told.refused += 1
      }
    }),
    { numRuns },
  )
  return told
}
