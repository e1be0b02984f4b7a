import { Textarea, TextInput } from '@mantine/core';

export interface AlbumWords {
  name: string;
  description: string;
}

/** As they are sent. */
export const trimmed = ({ name, description }: AlbumWords): AlbumWords => ({ name: name.trim(), description: description.trim() });

/** What an album is called and what is said of it. */
export function AlbumFields({ value, onChange }: { value: AlbumWords; onChange: (value: AlbumWords) => void }) {
  return (
    <>
      <TextInput
        label="Name"
        data-autofocus
        required
        maxLength={200}
        value={value.name}
        onChange={(event) => onChange({ ...value, name: event.currentTarget.value })}
      />
      <Textarea
        label="Description"
        autosize
        minRows={2}
        maxRows={8}
        maxLength={4000}
        value={value.description}
        onChange={(event) => onChange({ ...value, description: event.currentTarget.value })}
      />
    </>
  );
}
