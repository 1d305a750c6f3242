import { useSyncExternalStore } from 'react'
import type { Scenario } from '../../../shared/contract/scenarios.ts'
import type { ListedScenario } from '../../../shared/contract/simulations.ts'
import { SCENARIO_DEFAULTS, TABLE_DEFAULTS, WRITER_DEFAULTS } from '../../../shared/scenario/defaults.ts'
import { printScenario } from '../../../shared/scenario/print-scenario.ts'
import { readScenario } from '../../../shared/scenario/read-scenario.ts'
import type { SpecIssue } from '../../../shared/scenario/spec-line.ts'

/** A scenario as it is being edited. The text counts; the form shows what was read of it last. */
export interface ScenarioDraft {
  readonly text: string
  readonly scenario: Scenario
  /** Where the text is no scenario; then `scenario` is an older one, or what the form has made of it. */
  readonly issues: readonly SpecIssue[]
}

/** Two writers that append to one table: where a new scenario begins. */
export const BLANK: Scenario = {
  ...SCENARIO_DEFAULTS,
  name: 'new-scenario',
  title: 'A new scenario',
  faults: [],
  run: { ...SCENARIO_DEFAULTS.run },
  tables: [{ ...TABLE_DEFAULTS, name: 'orders', source: { kind: 'made', files: 2, partitions: [] } }],
  writers: ['A', 'B'].map(name => ({
    ...WRITER_DEFAULTS,
    name,
    tables: ['orders'],
    reads: { kind: 'operation' as const },
    onConflict: { kind: 'retry' as const, attempts: 3, backoffMs: 0, backoffMaxMs: 0 },
  })),
}

const KEY = 'deltadesk.scenarios'
const drafts = new Map<string, ScenarioDraft>(readKept())
const listeners = new Set<() => void>()

/** What was changed and not kept of a scenario; undefined where nothing was. It outlives the page. */
export function useDraft(name: string): ScenarioDraft | undefined {
  return useSyncExternalStore(subscribe, () => drafts.get(name))
}

/** Names of the scenarios that were changed and not kept. */
export function useDraftNames(): readonly string[] {
  const names = useSyncExternalStore(subscribe, () => [...drafts.keys()].join('\n'))
  return names === '' ? [] : names.split('\n')
}

/** The draft of a text; where the text cannot be read, its form shows `before`. */
export function draftOfText(text: string, before: Scenario = BLANK): ScenarioDraft {
  const read = readScenario(text)
  return read.kind === 'ok'
    ? { text, scenario: read.scenario, issues: [] }
    : { text, scenario: before, issues: read.issues }
}

/** The draft that a form makes: its text is printed anew and read again. */
export function draftOfScenario(scenario: Scenario): ScenarioDraft {
  const text = printScenario(scenario)
  const read = readScenario(text)
  return { text, scenario, issues: read.kind === 'ok' ? [] : read.issues }
}

export function draftOfListed({ text, scenario }: ListedScenario): ScenarioDraft {
  return { text, scenario, issues: [] }
}

/** Keeps a draft in this browser; undefined forgets it. */
export function putDraft(name: string, draft: ScenarioDraft | undefined): void {
  if (draft) drafts.set(name, draft)
  else drafts.delete(name)
  const texts = Object.fromEntries([...drafts].map(([key, { text }]) => [key, text]))
  localStorage.setItem(KEY, JSON.stringify(texts))
  for (const listener of listeners) listener()
}

/** A name that none of these has: `base`, `base-2`, `base-3` ... */
export function freeName(base: string, taken: readonly string[]): string {
  const names = new Set([...taken, ...drafts.keys()])
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`
    if (!names.has(name)) return name
  }
}

function readKept(): [string, ScenarioDraft][] {
  const kept = parsed(localStorage.getItem(KEY) ?? '{}')
  if (typeof kept !== 'object' || kept === null) return []
  return Object.entries(kept).flatMap(([name, text]): [string, ScenarioDraft][] =>
    typeof text === 'string' ? [[name, draftOfText(text, { ...BLANK, name, title: '' })]] : [],
  )
}

/** Undefined where the text is no JSON: another program may have written it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
