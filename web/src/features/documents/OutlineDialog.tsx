import { Button, Modal } from '@mantine/core';
import type { DocumentDetails } from '../../api/types';
import classes from './documents.module.css';

/** The table of contents that the file carries. */
export function OutlineDialog({ outline, onGo, onClose }: { outline: DocumentDetails['outline']; onGo: (page: number) => void; onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="Table of contents" size="lg">
      <ul className={classes.outline}>
        {outline.map((entry, at) => (
          <li key={at} style={{ paddingInlineStart: `${(entry.level - 1) * 18}px` }}>
            <Button variant="subtle" color="gray" size="compact-md" disabled={entry.page == null} onClick={() => entry.page != null && onGo(entry.page)}>
              {entry.title}
            </Button>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
