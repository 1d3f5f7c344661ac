import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';

type Kind = 'primary' | 'secondary' | 'danger' | 'quiet';

export interface ButtonProps {
  readonly kind?: Kind;
  readonly onPress?: () => void;
  readonly isDisabled?: boolean;
  /** At work: the button stays focusable and says so, but cannot be pressed. */
  readonly isPending?: boolean;
  readonly type?: 'button' | 'submit';
  readonly children: ReactNode;
}

/** A pending AriaButton would announce a progress bar within it, which there is none: hence a press that does nothing. */
const PENDING = { onPress: () => undefined, type: 'button', 'data-pending': true } as const;

export function Button({ kind = 'secondary', isPending = false, children, ...rest }: ButtonProps) {
  return (
    <AriaButton className={`button ${kind}`} {...rest} {...(isPending ? PENDING : {})}>
      {children}
    </AriaButton>
  );
}

export interface LinkButtonProps {
  readonly href: string;
  readonly kind?: Kind;
  readonly download?: boolean;
  readonly children: ReactNode;
}

export function LinkButton({ kind = 'secondary', children, ...rest }: LinkButtonProps) {
  return (
    <a className={`button ${kind}`} {...rest}>
      {children}
    </a>
  );
}
