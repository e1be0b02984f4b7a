import { Button, Checkbox, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { answer, api } from '../../api/client';
import { toProblem } from '../../api/problem';
import { keys } from '../../api/queries';
import { CopyField } from '../../ui/CopyField';
import { ProblemAlert } from '../../ui/states';
import { expiries, expiryOf, scopesOf, scopeWords } from './scopes';

export function NewApiKeyDialog({ role, onClose }: { role: string; onClose: () => void }) {
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<string[]>(['read']);
  const [expiry, setExpiry] = useState<string>('90');
  const [checked, setChecked] = useState(false);
  const create = useMutation({
    mutationFn: () => {
      const expiresAt = expiryOf(expiry, Date.now());
      return answer(
        api.POST('/api/v1/api-keys', { body: { name: name.trim(), scopes, ...(expiresAt === null ? {} : { expires_at: expiresAt }) } }),
      );
    },
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: keys.apiKeys }),
  });
  if (create.data !== undefined) {
    return (
      <Modal
        opened
        onClose={onClose}
        title={`${create.data.api_key.name} is ready`}
        size="lg"
        closeOnClickOutside={false}
        closeOnEscape={false}
      >
        <Stack gap="md">
          <Text size="sm">Copy the key now: it is not shown again.</Text>
          <CopyField label="API key" value={create.data.key} />
          <Text size="sm" c="dimmed">
            Programs send it in the header X-Api-Key, or as Authorization: Bearer.
          </Text>
          <Group justify="flex-end">
            <Button onClick={onClose}>Done</Button>
          </Group>
        </Stack>
      </Modal>
    );
  }
  const problem = create.isError ? toProblem(create.error) : null;
  const named = (field: string) => problem?.fields[field]?.join(' ') ?? null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (name.trim() !== '' && scopes.length > 0) {
      create.mutate();
    }
  };
  return (
    <Modal opened onClose={onClose} title="New API key" size="lg">
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {problem !== null && ['name', 'scopes', 'expires_at'].every((field) => named(field) === null) && <ProblemAlert error={problem} />}
          <TextInput
            label="Name"
            description="What it is for, so that you know later which to revoke."
            required
            withAsterisk={false}
            maxLength={100}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={named('name') ?? (checked && name.trim() === '' ? 'Give it a name.' : null)}
          />
          <Checkbox.Group
            label="What it may do"
            value={scopes}
            onChange={setScopes}
            error={named('scopes') ?? (checked && scopes.length === 0 ? 'Choose at least one.' : null)}
          >
            <Stack gap="sm" mt={6} mb={4}>
              {scopesOf(role).map((scope) => (
                <Checkbox key={scope} value={scope} label={scopeWords[scope].label} description={scopeWords[scope].text} />
              ))}
            </Stack>
          </Checkbox.Group>
          <NativeSelect
            label="It expires"
            data={expiries.map((each) => ({ value: each.value, label: each.label }))}
            value={expiry}
            onChange={(event) => setExpiry(event.currentTarget.value)}
            error={named('expires_at')}
            maw={260}
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending}>
              Make the key
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
