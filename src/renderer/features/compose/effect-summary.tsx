import type { ReactNode } from 'react'
import { formatCount } from '../../ui/format.ts'
import { Bytes, Count } from '../../ui/values.tsx'
import classes from './compose.module.css'
import { type Effect, type FileEffect, isEmptyEffect } from './effect.ts'

const OTHERS_SHOWN_MAX = 50

/** What the draft would do to its table. */
export function EffectSummary({ effect }: { readonly effect: Effect | undefined }): ReactNode {
  return (
    <section className={classes.effect} aria-label="Effect">
      <h2>Effect</h2>
      <EffectList effect={effect} />
    </section>
  )
}

/** The effect as a list, also for the last question before a commit. */
export function EffectList({ effect }: { readonly effect: Effect | undefined }): ReactNode {
  if (!effect) return <p className={classes.note}>It can be told once every line can be read.</p>
  if (isEmptyEffect(effect)) {
    return <p className={classes.note}>Nothing that a reader of the table could see.</p>
  }
  return (
    <ul className={classes.effects}>
      <FileLine verb="Adds" tone="added" files={effect.adds} />
      <FileLine verb="Removes" tone="removed" files={effect.removes} />
      <NeutralityLine neutrality={effect.neutrality} />
      {effect.others.slice(0, OTHERS_SHOWN_MAX).map(({ text, irreversible }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list is made anew with every edit
        <li key={index} data-tone={irreversible ? 'removed' : undefined}>
          {text}
          {irreversible ? ' · cannot be taken back' : ''}
        </li>
      ))}
      {effect.others.length > OTHERS_SHOWN_MAX ? (
        <li>and {formatCount(effect.others.length - OTHERS_SHOWN_MAX)} more</li>
      ) : null}
    </ul>
  )
}

function NeutralityLine({ neutrality }: Pick<Effect, 'neutrality'>): ReactNode {
  switch (neutrality.kind) {
    case 'not-claimed':
      return null
    case 'kept':
      return (
        <li>
          Changes no data: <Count value={neutrality.rows} /> rows before and after
        </li>
      )
    case 'broken':
      return (
        <li data-tone="removed">
          Claims to change no data, but removes <Count value={neutrality.removed} /> rows and adds{' '}
          <Count value={neutrality.added} />
        </li>
      )
    case 'unknown':
      return <li data-tone="warning">Claims to change no data; not every file says how many rows it holds</li>
  }
  return neutrality satisfies never
}

function FileLine(props: {
  readonly verb: string
  readonly tone: 'added' | 'removed'
  readonly files: FileEffect
}): ReactNode {
  const { verb, tone, files } = props
  if (files.files === 0) return null
  return (
    <li data-tone={tone}>
      {verb} <b>{formatCount(files.files)}</b> {files.files === 1 ? 'file' : 'files'} ·{' '}
      {files.sizeless > 0 ? 'at least ' : ''}
      <Bytes value={files.bytes} />
      {files.rows === undefined ? (
        ' · rows unknown'
      ) : (
        <>
          {' · '}
          <Count value={files.rows} /> rows
        </>
      )}
    </li>
  )
}
