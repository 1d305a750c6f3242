export type Property = readonly [key: string, value: string]

export const MODE = 'delta.columnMapping.mode'

/** A change in words; a list of changes or an object is taken as the words that it is made of. */
export function wordsOf(change: unknown): string {
  if (Array.isArray(change)) return change.map(wordsOf).join(', ')
  return typeof change === 'object' && change !== null ? JSON.stringify(change) : String(change ?? '')
}

/** What must have been set before the change makes sense. */
export function earlierProperties(change: string): Property[] {
  const switchedOff = newProperties(change).flatMap(([key, value]): Property[] => {
    const before = EARLIER.get(key)?.[value] ?? (value === 'false' ? 'true' : undefined)
    return before === undefined ? [] : [[key, before]]
  })
  const changed = [...change.matchAll(/((?:delta|io\.unitycatalog)\.[\w.]+)[^,]*?[\s:](\w+) (?:to|->|→) \w/g)].flatMap(
    ([, key = '', value = '']): Property[] => (value === 'set' || value === 'none' ? [] : [[key, value]]),
  )
  return [...switchedOff, ...changed, ...removedProperties(change).map((key): Property => [key, 'true'])]
}

/** The properties that a change sets: `delta.x=v`, `delta.x set to v`, `enableX=true`, or a feature that it names. */
export function newProperties(change: string): Property[] {
  const assigned = [...change.matchAll(ASSIGNED)].map((match): Property => [withPrefix(match[1] ?? ''), match[2] ?? ''])
  const named = namedSettings(change.replace(ASSIGNED, ' ')).filter(
    ([key]) => !assigned.some(([other]) => other === key),
  )
  const all = [...named, ...assigned]
  const isSet = (key: string, off: string) => all.some(([other, value]) => other === key && value !== off)
  const rowTracking: Property[] = [
    ['delta.enableRowTracking', 'true'],
    ['delta.rowTracking.materializedRowIdColumnName', '_row-id'],
    ['delta.rowTracking.materializedRowCommitVersionColumnName', '_row-version'],
  ]
  const timestamps: Property[] = [
    ['delta.inCommitTimestampEnablementVersion', '2'],
    ['delta.inCommitTimestampEnablementTimestamp', '1000'],
  ]
  const isTracking = /materialized column names|row tracking enablement/i.test(change)
  return [
    isTracking ? rowTracking : [],
    /enablement version|provenance/i.test(change) ? timestamps : [],
    isSet(MODE, 'none') ? [['delta.columnMapping.maxColumnId', '9'] satisfies Property] : [],
    all,
  ].flat()
}

/** The properties that a change takes away. */
export function removedProperties(change: string): string[] {
  const before = [...change.matchAll(/\b(?:unset|remov|drop)\w*(?:\s+TBLPROPERTIES)?[\s('"]+((?:delta|io)\.[\w.]+)/gi)]
  const after = [...change.matchAll(/((?:delta|io)\.[\w.]+) (?:is |was )?(?:unset|removed|dropped)/gi)]
  return [...before, ...after].flatMap(match => match[1] ?? [])
}

const ASSIGNED =
  /\b((?:(?:delta|io\.unitycatalog)\.[\w.]+|(?:enable|checkpoint|columnMapping|appendOnly|isolationLevel|ucTableId)[\w.]*))["']?(?:\s*(?:=|->|→)\s*|\s*:\s*(?!\w+ (?:to|->|→))|[^,=]*? \w+ (?:to|->|→) | (?:set|changed) to )["']?([\w.-]+)/g

function withPrefix(key: string): string {
  return /^(?:delta|io)\.|^ucTableId$/.test(key) ? key : `delta.${key}`
}

interface Setting {
  readonly name: RegExp
  readonly key: string
  readonly on: string
  readonly off: string
}

const SETTINGS: readonly Setting[] = [
  { name: /row.?tracking/i, key: 'delta.enableRowTracking', on: 'true', off: 'false' },
  { name: /deletion.?vectors?/i, key: 'delta.enableDeletionVectors', on: 'true', off: 'false' },
  { name: /v2.?checkpoint/i, key: 'delta.checkpointPolicy', on: 'v2', off: 'classic' },
  { name: /in.?commit.?timestamp|\bICT\b/i, key: 'delta.enableInCommitTimestamps', on: 'true', off: 'false' },
  { name: /column.?mapping/i, key: MODE, on: 'name', off: 'none' },
  { name: /change.?data.?feed|\bCDF\b/i, key: 'delta.enableChangeDataFeed', on: 'true', off: 'false' },
  { name: /append.?only/i, key: 'delta.appendOnly', on: 'true', off: 'false' },
  { name: /type.?widening/i, key: 'delta.enableTypeWidening', on: 'true', off: 'false' },
]

const EARLIER: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map([
  [MODE, { none: 'name' }],
  ['delta.checkpointPolicy', { classic: 'v2' }],
])

/** `enables deletion vectors`, `row tracking is switched off`; nothing where no verb says which way. */
function namedSettings(change: string): Property[] {
  const isOff = /\b(?:disabl|(?:turn|switch)\w* off|remov|drop)/i.test(change)
  const isOn = /\b(?:enabl|activat|(?:turn|switch)\w* on)/i.test(change)
  if (isOn === isOff) return []
  return SETTINGS.filter(({ name }) => name.test(change)).map(({ key, on, off }): Property => {
    const isById = key === MODE && /\bid\b/i.test(change)
    return [key, isOff ? off : isById ? 'id' : on]
  })
}
