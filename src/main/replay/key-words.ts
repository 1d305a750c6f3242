/** Words of 32 bits in a `file_key`. */
export const KEY_WORDS = 4

/** Reads the first 32 digits of a uuid, or of a hash, into four words, without making strings on the way. */
export function readKeyWords(fileKey: string, words: Int32Array): void {
  let at = 0
  for (let word = 0; word < KEY_WORDS; word++) {
    let value = 0
    for (let digits = 0; digits < DIGITS_OF_WORD; at++) {
      const code = fileKey.charCodeAt(at)
      if (code === HYPHEN) continue
      value = (value << 4) | (code > DIGIT_9 ? (code | LOWER) - LETTER_A_LESS_TEN : code - DIGIT_0)
      digits++
    }
    words[word] = value
  }
}

const DIGITS_OF_WORD = 8
const HYPHEN = 0x2d
const DIGIT_0 = 0x30
const DIGIT_9 = 0x39
const LOWER = 0x20
const LETTER_A_LESS_TEN = 0x61 - 10
