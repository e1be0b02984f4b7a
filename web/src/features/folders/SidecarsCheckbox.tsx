import { Checkbox } from '@mantine/core';

/** Whether what people say of a folder's pictures is also written beside them. */
export function SidecarsCheckbox({ checked, onChange }: { checked: boolean; onChange: (checked: boolean) => void }) {
  return (
    <Checkbox
      label="Write sidecars"
      description="Titles, descriptions, tags and your ratings also go into .xmp files beside the pictures, where other programs read them. The pictures themselves are never changed."
      checked={checked}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
