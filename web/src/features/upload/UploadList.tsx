import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import type { UploadItem } from './queue';
import { UploadRow } from './UploadRow';
import classes from './upload.module.css';

/** The files, of which there may be thousands. A component of its own, so that its scroller is there when its rows are reckoned. */
export function UploadList({ items }: { items: readonly UploadItem[] }) {
  const list = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => list.current,
    estimateSize: () => 58,
    overscan: 6,
    getItemKey: (index) => items[index]!.key,
  });
  return (
    <div ref={list} className={classes.list} tabIndex={0} role="group" aria-label="Files">
      <ul style={{ height: rows.getTotalSize() }} className={classes.rows}>
        {rows.getVirtualItems().map((row) => (
          <li key={row.key} ref={rows.measureElement} data-index={row.index} className={classes.row} style={{ transform: `translateY(${row.start}px)` }}>
            <UploadRow item={items[row.index]!} />
          </li>
        ))}
      </ul>
    </div>
  );
}
