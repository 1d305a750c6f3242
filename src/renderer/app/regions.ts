const FOCUSABLE = 'a[href], button:not(:disabled), input:not(:disabled), [tabindex="0"]'

/** Moves the focus to the next (1) or previous (-1) region of the window and to its first stop. */
export function focusRegion(step: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(
    region => region.offsetParent !== null,
  )
  const current = regions.findIndex(region => region.contains(document.activeElement))
  const start = current < 0 && step < 0 ? 0 : current
  const next = regions[(start + step + regions.length) % regions.length]
  if (!next) return
  const stop = next.querySelector<HTMLElement>('[role="grid"]') ?? next.querySelector<HTMLElement>(FOCUSABLE)
  ;(stop ?? next).focus()
}
