import type { ReactNode } from 'react';

const fieldId = (path: string): string => `at-${path}`;

/** The place of a field, so that a list of problems can lead there. */
export const At = ({ path, children }: { readonly path: string; readonly children: ReactNode }) => (
  <div id={fieldId(path)}>{children}</div>
);

/** After the page has been drawn with the field in it. */
export function focusField(path: string): void {
  requestAnimationFrame(() => {
    const field = document.getElementById(fieldId(path));
    field?.querySelector<HTMLElement>('input, textarea, select, button:not(:disabled)')?.focus();
  });
}
