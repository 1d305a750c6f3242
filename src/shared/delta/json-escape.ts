import { BACKSLASH, LOWER_B, LOWER_F, LOWER_N, LOWER_R, LOWER_T, LOWER_U, QUOTE, SLASH } from './json-characters.ts'

/** Characters of the escape that starts at `at`; 0 where JSON knows none such. */
export function escapeLength(text: string, at: number): number {
  switch (text.charCodeAt(at + 1)) {
    case QUOTE:
    case BACKSLASH:
    case SLASH:
    case LOWER_B:
    case LOWER_F:
    case LOWER_N:
    case LOWER_R:
    case LOWER_T:
      return 2
    case LOWER_U:
      return FOUR_DIGITS.test(text.slice(at + 2, at + 6)) ? 6 : 0
    default:
      return 0
  }
}

const FOUR_DIGITS = /^[0-9a-fA-F]{4}$/
