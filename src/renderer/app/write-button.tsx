import { Button, type ButtonProps, Tooltip } from '@mantine/core'
import type { ComponentPropsWithRef, ReactNode } from 'react'
import { useWriteRefusal } from './write-refusal.ts'

type WriteButtonProps = ButtonProps &
  Omit<ComponentPropsWithRef<'button'>, keyof ButtonProps> & {
    /** Why this cannot be done although the connection takes changes; undefined where it can. */
    readonly refusal?: string | undefined
  }

/**
 * A button for what changes the log. Where the connection takes no change it can be seen, cannot be pressed, and says why;
 * it keeps its place in the order of the keyboard, so that the reason can be read.
 */
export function WriteButton({ disabled, refusal: own, ...props }: WriteButtonProps): ReactNode {
  const refusal = useWriteRefusal() ?? own
  if (refusal === undefined) return <Button disabled={disabled ?? false} {...props} />
  return (
    <Tooltip label={refusal} multiline maw={340}>
      <Button
        {...props}
        data-disabled
        aria-disabled="true"
        aria-description={refusal}
        onClick={event => event.preventDefault()}
      />
    </Tooltip>
  )
}
