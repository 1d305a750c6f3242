const DAY_MS = 86_400_000
const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?)?\s*(z|utc|[+-]\d{2}:?\d{2})?$/i
const CLOCK = /^(?:at\s+)?(\d{1,2})(?::(\d{2})(?::(\d{2}))?)?\s*(am|pm)?$/i
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const

/**
 * A moment as people write it, in milliseconds since 1970: `2026-11-02`, `2026-11-02 14:00`, `2026-11-02T14:00:05Z`, `now`,
 * `today`, `yesterday 9am`, `monday 14:00`, `14:00`. Without a zone it is meant in the zone of this machine. A day's name
 * means the last such day before today. Undefined for anything else.
 */
export function parseMoment(text: string, now: number): number | undefined {
  const words = text.trim().replaceAll(/\s+/g, ' ').toLowerCase()
  if (words === 'now') return now
  const iso = ISO.exec(words)
  if (iso) return parseIso(iso)
  const [, day = '', rest = ''] = /^([a-z]+)(?: (.+))?$/.exec(words) ?? []
  const daysBack = daysBackTo(day, now)
  if (daysBack !== undefined) return atClock(rest === '' ? '0:00' : rest, now, daysBack)
  return /[:apm]/.test(words) ? atClock(words, now, 0) : undefined
}

function daysBackTo(day: string, now: number): number | undefined {
  if (day === 'today') return 0
  if (day === 'yesterday') return 1
  const wanted = DAYS.findIndex(name => name === day || name.slice(0, 3) === day)
  return wanted < 0 ? undefined : (new Date(now).getDay() - wanted + 7) % 7 || 7
}

function atClock(text: string, now: number, daysBack: number): number | undefined {
  const [matched, hourText, minuteText = '0', secondText = '0', half] = CLOCK.exec(text) ?? []
  if (matched === undefined) return undefined
  const [hour, minute, second] = [Number(hourText), Number(minuteText), Number(secondText)]
  if (minute > 59 || second > 59 || (half ? hour < 1 || hour > 12 : hour > 23)) return undefined
  const today = new Date(now)
  const hours = half ? (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0) : hour
  const date = today.getDate() - daysBack
  return new Date(today.getFullYear(), today.getMonth(), date, hours, minute, second).getTime()
}

function parseIso([, ...parts]: RegExpExecArray): number | undefined {
  const [year, month, day, hour, minute, second] = parts.slice(0, 6).map(part => Number(part ?? 0))
  const [fraction = '0', zone] = parts.slice(6)
  const wall = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second, Number(fraction.padEnd(3, '0')))
  const written = new Date(wall)
  const isDate = written.getUTCMonth() === (month ?? 1) - 1 && written.getUTCDate() === day
  if (!isDate || (hour ?? 0) > 23 || (minute ?? 0) > 59 || (second ?? 0) > 59) return undefined
  if (zone === undefined) {
    const local = new Date(year ?? 0, (month ?? 1) - 1, day, hour, minute, second, written.getUTCMilliseconds())
    return local.getTime()
  }
  return wall - zoneOffsetMs(zone)
}

function zoneOffsetMs(zone: string): number {
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? []
  const offset = (Number(hours) / 24) * DAY_MS + Number(minutes) * 60_000
  return sign === '-' ? -offset : offset
}
