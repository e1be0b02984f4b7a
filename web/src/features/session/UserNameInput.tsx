import { TextInput } from '@mantine/core';

/** The name somebody chooses to sign in by, as long as the server takes it. */
export function UserNameInput({
  value,
  onChange,
  checked,
  error,
}: {
  value: string;
  onChange: (value: string) => void;
  /** Whether leaving it empty is to be remarked on yet. */
  checked: boolean;
  error: string | null | undefined;
}) {
  return (
    <TextInput
      label="User name"
      name="username"
      autoComplete="username"
      autoCapitalize="none"
      spellCheck={false}
      required
      withAsterisk={false}
      autoFocus
      maxLength={64}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={error ?? (checked && value.trim() === '' ? 'Choose a user name.' : null)}
    />
  );
}
