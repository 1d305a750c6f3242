/** A finding about input: which rule it breaks, where, and what was expected. */
export interface Issue {
  /** Stable id of the rule, for example `shape.type`. */
  readonly rule: string
  readonly severity: 'error' | 'warning'
  /** From the outside in; the first step is the zero-based number of the action (or line) where there is one. */
  readonly path: readonly (string | number)[]
  /** One sentence: what is wrong and what was expected. */
  readonly message: string
  /** Section of the Delta protocol that the rule comes from. */
  readonly section?: string | undefined
}

/** Either a value or at least one issue of severity `error`; warnings may come with both. */
export type Checked<T> =
  | { readonly kind: 'ok'; readonly value: T; readonly warnings: readonly Issue[] }
  | { readonly kind: 'invalid'; readonly issues: readonly Issue[] }

/** `line 3: add.size`, for people; lines count from one. */
export function formatIssuePath(path: readonly (string | number)[]): string {
  const [first, ...rest] = path
  if (first === undefined) return ''
  if (typeof first === 'number') return rest.length > 0 ? `line ${first + 1}: ${joinSteps(rest)}` : `line ${first + 1}`
  return joinSteps(path)
}

function joinSteps(steps: readonly (string | number)[]): string {
  return steps.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`
    return text === '' ? step : `${text}.${step}`
  }, '')
}
