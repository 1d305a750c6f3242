const NAMES: Readonly<Record<string, string | undefined>> = {
  Mod: 'CommandOrControl',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  '+': 'Plus',
}

/** A chord as Electron's menus write it; undefined for single letters and sequences, which menus cannot show. */
export function acceleratorOf(chord: string): string | undefined {
  if (chord.includes(' ')) return undefined
  const parts = chord.split('+').filter(Boolean)
  const isChord = parts.includes('Mod') || parts.includes('Alt') || /^F\d+$/.test(parts.at(-1) ?? '')
  return isChord ? parts.map(part => NAMES[part] ?? part).join('+') : undefined
}
