import { Paper, Title } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import page from './page.module.css';

interface Props {
  /** What readers hear; the heading, if there is one, says it already. */
  label?: string;
  title?: string;
  lead?: ReactNode;
  /** Beside the heading, below it where it is narrow. */
  action?: ReactNode;
  children?: ReactNode;
}

/** A part of a page that stands for itself. */
export function Section({ label, title, lead, action, children }: Props) {
  const id = useId();
  return (
    <Paper
      component="section"
      withBorder
      radius="lg"
      className={page.section}
      {...(title === undefined ? { 'aria-label': label } : { 'aria-labelledby': id })}
    >
      {title !== undefined && (
        <div className={page.sectionHead}>
          <Title order={2} id={id}>
            {title}
          </Title>
          {action}
        </div>
      )}
      {lead !== undefined && <div className={page.lead}>{lead}</div>}
      {children}
    </Paper>
  );
}
