import { type ReactNode, useId } from 'react';

export interface CardProps {
  readonly title?: string;
  /** Of the heading. */
  readonly level?: 2 | 3;
  readonly id?: string;
  readonly children: ReactNode;
}

export function Card({ title, level = 2, id, children }: CardProps) {
  const heading = useId();
  const Heading = `h${level}` as const;
  if (title === undefined)
    return (
      <div className="card" id={id}>
        {children}
      </div>
    );
  return (
    <section className="card" id={id} aria-labelledby={heading}>
      <Heading id={heading}>{title}</Heading>
      {children}
    </section>
  );
}
