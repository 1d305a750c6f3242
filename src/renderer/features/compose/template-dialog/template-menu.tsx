import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import type { Composition } from '../use-composition.ts'
import { ChosenTemplate } from './chosen-template.tsx'
import { TEMPLATE_FORMS, type TemplateName } from './template-forms.ts'

export interface TemplateMenuProps {
  readonly composition: Composition
  readonly onAppend: (lines: readonly string[]) => void
}

const NAMES: readonly TemplateName[] = [
  'overwrite',
  'delete',
  'compact',
  'properties',
  'add-column',
  'rename-column',
  'upgrade',
  'txn',
  'domain',
  'synthetic',
]

/** Commits that people make often, filled in from the table as it stands. */
export function TemplateMenu({ composition, onAppend }: TemplateMenuProps): ReactNode {
  const { table, isLocked } = composition
  const [chosen, setChosen] = useState<TemplateName>()
  return (
    <>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button
            variant="default"
            size="compact-sm"
            rightSection={<IconChevronDown size={14} />}
            disabled={isLocked || table.head < 0n}
          >
            Templates
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {NAMES.map(name => (
            <Menu.Item key={name} onClick={() => setChosen(name)}>
              {TEMPLATE_FORMS[name].title} …
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <ChosenTemplate
        composition={composition}
        chosen={chosen}
        onClose={() => setChosen(undefined)}
        onAppend={onAppend}
      />
    </>
  )
}
