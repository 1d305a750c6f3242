import type { ReactNode } from 'react'
import type { Scenario } from '../../../../shared/contract/scenarios.ts'
import { ClaimPart } from './claim-part.tsx'
import { FaultsPart } from './faults-part.tsx'
import classes from './form.module.css'
import { GeneralPart } from './general-part.tsx'
import { TablesPart } from './tables-part.tsx'
import { WritersPart } from './writers-part.tsx'

export interface PartProps {
  readonly scenario: Scenario
  readonly onChange: (scenario: Scenario) => void
}

/** A scenario as a form; every edit gives back the whole scenario, from which its text is printed. */
export function ScenarioForm(props: PartProps): ReactNode {
  return (
    <div className={classes.form}>
      <WritersPart {...props} />
      <TablesPart {...props} />
      <FaultsPart {...props} />
      <ClaimPart {...props} />
      <GeneralPart {...props} />
    </div>
  )
}
