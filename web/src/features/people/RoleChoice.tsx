import { Radio, Stack } from '@mantine/core';
import { isRole, roles, roleWords, type Role } from '../../api/roles';

export function RoleChoice({ value, onChange, error }: { value: Role; onChange: (role: Role) => void; error?: string | null }) {
  return (
    <Radio.Group label="Role" value={value} onChange={(role) => isRole(role) && onChange(role)} error={error ?? null}>
      <Stack gap="sm" mt={6} mb={4}>
        {roles.map((role) => (
          <Radio key={role} value={role} label={roleWords[role].label} description={roleWords[role].text} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
