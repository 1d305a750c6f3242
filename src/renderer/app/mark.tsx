import type { ReactNode } from 'react'

/** The sign of the program: a delta whose base is a line of commits. */
export function Mark({ size = 18 }: { readonly size?: number }): ReactNode {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden="true">
      <path d="M12 3.2 21.2 19H2.8Z" stroke="currentColor" strokeWidth="2" strokeLinejoin="round" />
      <path d="M7.4 19 12 11l4.6 8" stroke="currentColor" strokeWidth="1.6" strokeLinejoin="round" opacity="0.55" />
      <circle cx="12" cy="19" r="2.1" fill="currentColor" />
      <circle cx="2.8" cy="19" r="1.7" fill="currentColor" />
      <circle cx="21.2" cy="19" r="1.7" fill="currentColor" />
    </svg>
  )
}
