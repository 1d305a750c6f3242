import { z } from 'zod'

/**
 * Text that PostgreSQL can hold as it is: without NUL, which it refuses, and without lone surrogates, which UTF-8 replaces
 * in silence. For every text that is sent to be stored or looked for.
 */
export const textSchema = z.string().refine(isStorableText, { message: 'text without NUL and without lone surrogates' })

export function isStorableText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000')
}
