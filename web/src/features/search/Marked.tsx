import type { ReactNode } from 'react';
import { inParts } from './language';

/** A text with some of it marked. Parts of it may be in any script. */
export function Marked({ text, marks, className }: { text: string; marks: readonly { start: number; length: number }[]; className?: string | undefined }): ReactNode {
  return (
    <bdi>
      {inParts(text, marks).map((part, index) =>
        part.marked ? (
          <mark key={index} className={className}>
            {part.text}
          </mark>
        ) : (
          <span key={index}>{part.text}</span>
        ),
      )}
    </bdi>
  );
}
