export interface PasswordRule {
  text: string;
  met: boolean;
}

/** The server's rules, shown while typing. The server decides; a rule that only it knows comes back as the field's error. */
export function passwordRules(password: string, userName: string): PasswordRule[] {
  const name = userName.trim().toLowerCase();
  return [
    { text: 'At least 10 characters', met: [...password].length >= 10 },
    { text: 'Not the user name', met: password !== '' && (name === '' || password.toLowerCase() !== name) },
  ];
}
