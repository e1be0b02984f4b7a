import { List, PasswordInput, Text, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconPoint } from '@tabler/icons-react';
import { useId } from 'react';
import { passwordRules } from './passwordRules';

export interface PasswordChoice {
  password: string;
  repeated: string;
}

export const noPassword: PasswordChoice = { password: '', repeated: '' };

/** Whether a choice may be sent: all rules are met and it was typed twice alike. */
export function isChosen(choice: PasswordChoice, userName: string): boolean {
  return passwordRules(choice.password, userName).every((rule) => rule.met) && choice.repeated === choice.password;
}

interface Props {
  label?: string;
  userName: string;
  value: PasswordChoice;
  onChange: (value: PasswordChoice) => void;
  /** Whether to say what is still wrong: after the first attempt to send. */
  checked: boolean;
  /** What the server says about the field. */
  error: string | null;
}

/** A new password and once more, with the rules in sight from the start. */
export function NewPassword({ label = 'Password', userName, value, onChange, checked, error }: Props) {
  const rules = passwordRules(value.password, userName);
  const rulesId = useId();
  return (
    <>
      <div>
        <PasswordInput
          label={label}
          name="password"
          autoComplete="new-password"
          required
          withAsterisk={false}
          aria-describedby={rulesId}
          value={value.password}
          onChange={(event) => onChange({ ...value, password: event.currentTarget.value })}
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password', tabIndex: 0 }}
          error={error ?? (checked && rules.some((rule) => !rule.met) ? 'The password is not strong enough yet.' : null)}
        />
        <List id={rulesId} listStyleType="none" center mt={8} spacing={2} size="sm">
          {rules.map((rule) => (
            <List.Item
              key={rule.text}
              icon={
                rule.met ? (
                  <IconCheck size={16} color="var(--mantine-color-verdigris-text)" aria-hidden />
                ) : (
                  <IconPoint size={16} aria-hidden />
                )
              }
            >
              <Text span size="sm" c="dimmed">
                {rule.text}
                <VisuallyHidden>{rule.met ? ' (met)' : ' (not met yet)'}</VisuallyHidden>
              </Text>
            </List.Item>
          ))}
        </List>
      </div>
      <PasswordInput
        label={`${label} again`}
        name="password-again"
        autoComplete="new-password"
        required
        withAsterisk={false}
        value={value.repeated}
        onChange={(event) => onChange({ ...value, repeated: event.currentTarget.value })}
        visibilityToggleButtonProps={{ 'aria-label': 'Show the repeated password', tabIndex: 0 }}
        error={checked && value.repeated !== value.password ? 'The two passwords differ.' : null}
      />
    </>
  );
}
