import { Checkbox } from '@mantine/core';
import { countOf } from '../../ui/format';

/**
 * Whether a folder's documents are read as they are found.
 * @param count how many lie there; null where nobody has looked yet
 */
export function FolderDocuments({ checked, count, onChange }: { checked: boolean; count: number | null; onChange: (checked: boolean) => void }) {
  return (
    <Checkbox
      label="Read its documents"
      description={`The text of PDF files is read as they are found, page by page.${count === null ? '' : count === 0 ? ' None lies here at the moment.' : ` There ${count === 1 ? 'is' : 'are'} ${countOf(count, 'document', 'documents')}.`}`}
      checked={checked}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
