import { TagsInput } from '@mantine/core';

export function ExcludeInput({ value, onChange, error }: { value: string[]; onChange: (value: string[]) => void; error?: string | null }) {
  return (
    <TagsInput
      label="Leave out"
      description="Patterns of files and folders to skip, like *.tmp or **/cache/**. Enter adds one."
      placeholder={value.length === 0 ? '**/thumbnails/**' : ''}
      value={value}
      onChange={onChange}
      splitChars={[]}
      clearable
      clearButtonProps={{ 'aria-label': 'Remove all patterns' }}
      error={error ?? null}
    />
  );
}
