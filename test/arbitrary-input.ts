import fc from 'fast-check'
import { z } from 'zod'
import { nastyText } from './nasty-values.ts'

/**
 * Values that make an input meet something that is there, by the name of their field; `always` where no other must stand
 * there.
 */
export type KnownValues = Readonly<Record<string, fc.Arbitrary<unknown> | { readonly always: fc.Arbitrary<unknown> }>>

/**
 * Inputs of the outer shape that a schema asks for, so that they get past the door often, with wild leaves: nasty texts,
 * numbers at and beyond every bound.
 */
export function arbitraryInput(schema: z.core.$ZodType, known: KnownValues, name = ''): fc.Arbitrary<unknown> {
  const given = Object.hasOwn(known, name) ? known[name] : undefined
  if (given && 'always' in given) return given.always
  if (given) return fc.oneof({ weight: 8, arbitrary: given }, { weight: 1, arbitrary: leafOf(schema, known) })
  return leafOf(schema, known)
}

function leafOf(schema: z.core.$ZodType, known: KnownValues): fc.Arbitrary<unknown> {
  const inner = (part: z.core.$ZodType, name = '') => arbitraryInput(part, known, name)
  if (schema instanceof z.ZodObject) {
    const parts = Object.entries<z.core.$ZodType>(schema.shape).map(
      ([name, part]) => [name, inner(part, name)] as const,
    )
    const optional = new Set(parts.filter(([name]) => isOptional(schema.shape[name])).map(([name]) => name))
    const required = parts.map(([name]) => name).filter(name => !optional.has(name))
    return fc.record(Object.fromEntries(parts), { requiredKeys: required })
  }
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodReadonly) {
    return inner(schema.def.innerType)
  }
  if (schema instanceof z.ZodNullable) return fc.oneof(inner(schema.def.innerType), fc.constant(null))
  if (schema instanceof z.ZodArray) return fc.array(inner(schema.element), { maxLength: 3 })
  if (schema instanceof z.ZodTuple) return fc.tuple(...schema.def.items.map(item => inner(item)))
  if (schema instanceof z.ZodUnion) return fc.oneof(...schema.options.map(option => inner(option)))
  if (schema instanceof z.ZodRecord) return fc.dictionary(nastyText, inner(schema.valueType), { maxKeys: 3 })
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options)
  if (schema instanceof z.ZodLiteral) return fc.constantFrom(...schema.values)
  if (schema instanceof z.ZodBoolean) return fc.boolean()
  if (schema instanceof z.ZodBigInt) return wildWhole
  if (schema instanceof z.ZodNumber) return wildNumber
  if (schema instanceof z.ZodUUID) return fc.uuid()
  if (schema instanceof z.ZodString) return nastyText
  throw new Error(`the kind of schema ${schema._zod.def.type} has no arbitrary`)
}

const wildWhole = fc.oneof(
  fc.constantFrom(-2n, -1n, 0n, 1n, 2n, 2n ** 53n, 2n ** 63n - 1n, 2n ** 63n, -(2n ** 63n) - 1n),
  fc.bigInt({ min: -5n, max: 5n }),
  fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
)

const wildNumber = fc.oneof(
  fc.integer({ min: -2, max: 50 }),
  fc.integer(),
  fc.double(),
  fc.constantFrom(0, -0, 1, 2 ** 31, 2 ** 53, 1e21, 8.64e15, -8.64e15, 8.64e15 + 1, 0.5, Number.MAX_VALUE),
)

function isOptional(schema: unknown): boolean {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault
}
