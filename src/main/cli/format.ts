const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB']

/** `1.4 GiB`; exact below one KiB. */
export function formatBytes(bytes: bigint): string {
  let value = Number(bytes)
  let unit = 0
  while (Math.abs(value) >= 1024 && unit < UNITS.length - 1) {
    value /= 1024
    unit++
  }
  return unit === 0 ? `${bytes} B` : `${value.toFixed(Math.abs(value) < 10 ? 2 : 1)} ${UNITS[unit]}`
}

/** `12,345,678`, the same in every locale. */
export function formatCount(count: bigint | number | null): string {
  return count === null ? '-' : String(count).replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',')
}

/** `+3 −1`; nothing where nothing changed. */
export function formatChange(added: bigint, removed: bigint): string {
  const parts = [added > 0n ? `+${formatCount(added)}` : '', removed > 0n ? `-${formatCount(removed)}` : '']
  return parts.filter(part => part !== '').join(' ')
}

/** Universal time to the second, as ISO 8601 with a space. */
export function formatTime(timeMs: number): string {
  const date = new Date(timeMs)
  return Number.isNaN(date.getTime()) ? String(timeMs) : `${date.toISOString().slice(0, 19).replace('T', ' ')}Z`
}
