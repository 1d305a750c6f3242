import { Button } from '@mantine/core'
import { IconFileImport } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { ChosenTemplate } from '../template-dialog/chosen-template.tsx'
import type { TemplateName } from '../template-dialog/template-forms.ts'
import type { Composition } from '../use-composition.ts'
import classes from './gallery.module.css'
import { GALLERY, type GalleryEntry } from './gallery-entries.ts'
import { RestoreDialog } from './restore-dialog.tsx'

export interface TemplateGalleryProps {
  readonly composition: Composition
  readonly onAppend: (lines: readonly string[]) => void
  /** Appends a file's line, to be filled in. */
  readonly onAddFile: () => void
  readonly onOpenFile: () => void
}

/** Below the empty text of a draft: how else a commit can begin. It makes room as soon as something is written. */
export function TemplateGallery({ composition, onAppend, onAddFile, onOpenFile }: TemplateGalleryProps): ReactNode {
  const [template, setTemplate] = useState<TemplateName>()
  const [isRestoring, setIsRestoring] = useState(false)
  const hasCommits = composition.table.head >= 0n
  const entries = GALLERY.filter(({ start }) => hasCommits || start === 'append')

  function choose({ start }: GalleryEntry): void {
    if (start === 'append') onAddFile()
    else if (start === 'restore') setIsRestoring(true)
    else setTemplate(start)
  }
  return (
    <section className={classes.gallery} aria-label="Ways to begin">
      <div className={classes.hint}>
        <p>
          Write or paste Delta JSON above, one action a line. A commit file or a <code>.dldraft.json</code> can be
          dropped anywhere here; it is shown before it becomes a draft.
        </p>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconFileImport size={14} />}
          disabled={composition.isTableGone}
          onClick={onOpenFile}
        >
          Open a file …
        </Button>
      </div>
      <ul className={classes.cards}>
        {entries.map(entry => (
          <li key={entry.start}>
            <button type="button" className={classes.card} onClick={() => choose(entry)}>
              <entry.icon size={18} stroke={1.6} aria-hidden="true" />
              <b>{entry.title}</b>
              <span>{entry.sentence}</span>
            </button>
          </li>
        ))}
      </ul>
      <ChosenTemplate
        composition={composition}
        chosen={template}
        onClose={() => setTemplate(undefined)}
        onAppend={onAppend}
      />
      <RestoreDialog
        composition={composition}
        opened={isRestoring}
        onClose={() => setIsRestoring(false)}
        onAppend={onAppend}
      />
    </section>
  )
}
