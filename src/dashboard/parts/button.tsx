// A button. While it is busy it is disabled.

import type { ComponentProps } from 'react'

export type Tone = 'main' | 'stop' | 'quiet'

interface ButtonProps extends Omit<ComponentProps<'button'>, 'className'> {
  tone?: Tone | undefined
  size?: 'small' | 'icon' | undefined
  isBusy?: boolean
}

export const Button = ({ tone, size, isBusy = false, disabled, ...rest }: ButtonProps) => (
  <button
    type="button"
    {...rest}
    className="parts-button"
    data-tone={tone}
    data-size={size}
    disabled={disabled === true || isBusy}
    aria-busy={isBusy || undefined}
  />
)
