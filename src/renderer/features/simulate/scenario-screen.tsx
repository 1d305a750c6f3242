import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { scenariosQuery } from '../../api/simulations.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Loading } from '../../ui/loading.tsx'
import { ScenarioDesk } from './scenario-desk.tsx'
import { draftOfListed, putDraft, useDraft } from './scenario-drafts.ts'

/** One scenario: what it teaches, how it is run, and its parts as a form and as text. */
export function ScenarioScreen(): ReactNode {
  const { scenario: name } = useParams({ from: '/scenarios/sim/$scenario' })
  const { data: scenarios, error, refetch } = useQuery(scenariosQuery)
  const changed = useDraft(name)
  const listed = scenarios?.find(({ scenario }) => scenario.name === name)
  const draft = changed ?? (listed && draftOfListed(listed))
  if (draft) {
    return (
      <ScenarioDesk
        key={name}
        name={name}
        listed={listed}
        taken={scenarios?.map(({ scenario }) => scenario.name) ?? []}
        draft={draft}
        isChanged={changed !== undefined && changed.text !== listed?.text}
        onDraft={next => putDraft(name, next?.text === listed?.text ? undefined : next)}
      />
    )
  }
  if (error) return <FailureCard error={error} onRetry={refetch} />
  if (!scenarios) return <Loading what="the scenarios" />
  return <Empty title="There is no such scenario">{name} is neither built in nor among your own.</Empty>
}
