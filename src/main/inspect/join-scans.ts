/** Of two reports of progress only the newer one matters; anything else must arrive. */
export function joinScans<E extends { readonly kind: string }>(held: E, next: E): E | undefined {
  return held.kind === 'progress' && next.kind === 'progress' ? next : undefined
}
