import {
  IconAdjustments,
  IconArrowBigUpLines,
  IconArrowsMinimize,
  IconColumnInsertRight,
  IconCursorText,
  IconDice5,
  IconFilePlus,
  IconFilter,
  IconHistory,
  IconListNumbers,
  IconReplace,
  IconTags,
  type TablerIcon,
} from '@tabler/icons-react'
import { TEMPLATE_FORMS, type TemplateName } from '../template-dialog/template-forms.ts'

/** What a draft can begin with: a template that asks the table, a first file, or the way back to a version. */
export interface GalleryEntry {
  readonly start: TemplateName | 'append' | 'restore'
  readonly icon: TablerIcon
  readonly title: string
  /** What the commit will do, in a sentence. */
  readonly sentence: string
}

const template = (start: TemplateName, icon: TablerIcon): GalleryEntry => {
  const { title, summary } = TEMPLATE_FORMS[start]
  return { start, icon, title, sentence: summary }
}

/** In the order in which people need them. */
export const GALLERY: readonly GalleryEntry[] = [
  {
    start: 'append',
    icon: IconFilePlus,
    title: 'Append files',
    sentence: 'Adds a data file that is there already: fill in its path, partition, size and statistics.',
  },
  template('overwrite', IconReplace),
  template('delete', IconFilter),
  template('compact', IconArrowsMinimize),
  template('add-column', IconColumnInsertRight),
  template('rename-column', IconCursorText),
  template('properties', IconAdjustments),
  template('upgrade', IconArrowBigUpLines),
  template('txn', IconListNumbers),
  template('domain', IconTags),
  {
    start: 'restore',
    icon: IconHistory,
    title: 'Restore a version',
    sentence: 'Makes the table what it was at a version by the inverse actions; history stays as it is.',
  },
  template('synthetic', IconDice5),
]
