import fc from 'fast-check'

/** Texts that have broken programs: of encodings, of SQL, of JSON, of paths, of numbers read from text. */
const NASTY_TEXTS: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udfff and more',
  '\ufeff',
  '\ufffe\uffff',
  '\u2028\u2029',
  '\u202egpj.exe',
  'e\u0301',
  '\u00e9',
  '🜚👩‍👩‍👧‍👦',
  '\r\n',
  '\t\v\f\b\u001b[31m',
  '\\',
  '\\N',
  '\\.',
  '\\x41',
  "'; drop table dl_tables; --",
  '$1',
  '%s%n%00',
  '"',
  '{"a":1,"a":2}',
  '{"numRecords":1e400}',
  '[[[[[[[[',
  'null',
  'undefined',
  '__proto__',
  'constructor',
  'toString',
  'NaN',
  '-0',
  '1e999',
  '9223372036854775807',
  '9223372036854775808',
  '0.1000000000000000055511151231257827',
  '../../etc/passwd',
  '/',
  'C:\\con',
  'file:///a%2fb%zz',
  's3://bucket/a b+c',
  'part=a%3Db/c',
  '__HIVE_DEFAULT_PARTITION__',
  'a'.repeat(10_000),
  '\u{1F4A9}'.repeat(500),
]

/** Text as no one wishes it: known troublemakers alone and inside of other text, any code units, long runs. */
export const nastyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...NASTY_TEXTS) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 1, arbitrary: fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 }).map(codeUnits) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.string(), fc.constantFrom(...NASTY_TEXTS), fc.string())
      .map(([before, text, after]) => before + text + after),
  },
)

/** Numbers as JSON text has them, in and out of every range, whole and not. */
export const nastyNumber: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '0',
    '-0',
    '1.0',
    '1e3',
    '1E400',
    '-1',
    '2147483648',
    '9007199254740993',
    '9223372036854775807',
    '9223372036854775808',
    '-9223372036854775809',
    '0.1',
    '1e-7',
    '123456789012345678901234567890',
  ),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
)

function codeUnits(units: readonly number[]): string {
  return String.fromCharCode(...units)
}
