import { SimpleGrid } from '@mantine/core'
import type { ReactNode } from 'react'
import { type JsonValue, jsonString, jsonText, readJson } from '../../../shared/delta/json.ts'
import { CopyIcon } from '../../ui/copy-icon.tsx'
import { type Fact, FactList } from '../../ui/fact-list.tsx'
import { indentJson } from '../../ui/indent-json.ts'
import { numberGloss } from './number-gloss.ts'
import { OwnTimings } from './own-timings.tsx'
import classes from './version.module.css'
import type { VersionDetail } from './version-header.tsx'

const CHARACTERS_BESIDE = 48
const OWN_SECTIONS = new Set(['operationParameters', 'operationMetrics'])

/** The commitInfo with every key of it; its parameters and metrics are read as the JSON that they hold. */
export function CommitTab({ summary }: { readonly summary: VersionDetail }): ReactNode {
  const checked = summary.commitInfo === null ? undefined : readJson(summary.commitInfo)
  const info = checked?.kind === 'ok' && checked.value.kind === 'object' ? checked.value : undefined
  const parameters = info?.members.get('operationParameters') ?? objectOf(summary.operationParameters)
  const metrics = info?.members.get('operationMetrics')
  return (
    <div className={classes.commit}>
      {info ? null : (
        <p className={classes.issue} data-severity="warning">
          This commit has no commitInfo. Operation, time and committer are what its writer recorded beside it.
        </p>
      )}
      <OwnTimings commitId={summary.commitId} />
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl">
        <section>
          <h2>
            commitInfo
            {summary.commitInfo === null ? null : <CopyIcon value={summary.commitInfo} what="the commitInfo as JSON" />}
          </h2>
          <FactList
            label="commitInfo"
            facts={info ? factsOf(info).filter(({ name }) => !OWN_SECTIONS.has(name)) : recorded(summary)}
          />
        </section>
        <section>
          <h2>Operation parameters</h2>
          <Members value={parameters} none="The operation took no parameters." label="Operation parameters" />
          <h2>Operation metrics</h2>
          <Members value={metrics} none="The writer measured nothing." label="Operation metrics" />
        </section>
      </SimpleGrid>
    </div>
  )
}

function Members(props: {
  readonly value: JsonValue | undefined
  readonly none: string
  readonly label: string
}): ReactNode {
  const facts = props.value ? factsOf(props.value) : []
  return facts.length > 0 ? (
    <FactList label={props.label} facts={facts} />
  ) : (
    <p className={classes.statsLine}>{props.none}</p>
  )
}

function factsOf(value: JsonValue): Fact[] {
  if (value.kind !== 'object') return []
  return [...value.members].map(([name, member]) => ({ name, ...factValue(name, member) }))
}

/** Spark writes parameters as JSON inside of strings; what is JSON is shown as such. */
function factValue(name: string, value: JsonValue): Pick<Fact, 'value' | 'wide'> {
  const inner = value.kind === 'string' ? readJson(jsonString(value)) : undefined
  const held = inner?.kind === 'ok' ? inner.value : value
  if (held.kind === 'object' || held.kind === 'array') {
    const text = jsonText(held)
    return text.length > CHARACTERS_BESIDE
      ? { value: <pre className={classes.code}>{indentJson(text)}</pre>, wide: true }
      : { value: <code>{text}</code> }
  }
  const text = value.kind === 'string' ? jsonString(value) : jsonText(value)
  const gloss = numberGloss(name, text)
  if (text === '') return { value: <i>empty text</i> }
  return {
    value: (
      <>
        {value.kind === 'string' ? text : <code>{text}</code>}
        {gloss ? <span className={classes.gloss}>{gloss}</span> : null}
      </>
    ),
  }
}

function recorded({ operation, committer, engineInfo, isolationLevel, readVersion }: VersionDetail): Fact[] {
  const facts = { operation, committer, engineInfo, isolationLevel, readVersion: readVersion?.toString() }
  return Object.entries(facts).flatMap(([name, value]) => (value ? { name, value } : []))
}

function objectOf(text: string | null): JsonValue | undefined {
  const checked = text === null ? undefined : readJson(text)
  return checked?.kind === 'ok' ? checked.value : undefined
}
