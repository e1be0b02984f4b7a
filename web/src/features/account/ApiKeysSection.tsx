import { Badge, Button, Group, Modal, Skeleton, Stack, Text } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import { apiKeysQuery, keys } from '../../api/queries';
import type { ApiKey } from '../../api/types';
import { formatAgo, formatMoment } from '../../ui/format';
import page from '../../ui/page.module.css';
import { Section } from '../../ui/Section';
import { ProblemAlert } from '../../ui/states';
import { notifyDone } from '../../ui/toasts';
import { useNow } from '../../ui/useNow';
import { NewApiKeyDialog } from './NewApiKeyDialog';
import { scopeLabel } from './scopes';

export function ApiKeysSection({ role }: { role: string }) {
  const apiKeys = useQuery(apiKeysQuery);
  const [adding, setAdding] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  return (
    <Section
      title="API keys"
      lead="For programs that use Limner in your name. A key does what its scopes say and never touches your account."
      action={
        <Button variant="default" onClick={() => setAdding(true)}>
          New key
        </Button>
      }
    >
      {apiKeys.isError && <ProblemAlert error={apiKeys.error} onRetry={() => void apiKeys.refetch()} />}
      {apiKeys.isPending && (
        <Stack gap="sm" mt="md" aria-busy>
          <Skeleton h={50} />
        </Stack>
      )}
      {apiKeys.data?.length === 0 && (
        <Text size="sm" c="dimmed" mt="md">
          You have no keys.
        </Text>
      )}
      <ul className={page.rows} aria-label="API keys">
        {apiKeys.data?.map((apiKey) => (
          <KeyRow key={apiKey.id} apiKey={apiKey} onRevoke={() => setRevoking(apiKey)} />
        ))}
      </ul>
      {adding && <NewApiKeyDialog role={role} onClose={() => setAdding(false)} />}
      {revoking !== null && <RevokeDialog apiKey={revoking} onClose={() => setRevoking(null)} />}
    </Section>
  );
}

function KeyRow({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: () => void }) {
  const now = useNow(30_000);
  const expired = apiKey.expires_at != null && Date.parse(apiKey.expires_at) <= now;
  return (
    <li className={page.row}>
      <span className={page.rowIcon}>
        <IconKey size={24} stroke={1.6} aria-hidden />
      </span>
      <div className={page.rowBody}>
        <div className={page.rowTitle}>
          <span>{apiKey.name}</span>
          {apiKey.scopes.map((scope) => (
            <Badge key={scope} variant="light" color="gray" size="sm" tt="none">
              {scopeLabel(scope)}
            </Badge>
          ))}
          {expired && (
            <Badge variant="light" color="red" size="sm" tt="none">
              Expired
            </Badge>
          )}
        </div>
        <div className={page.rowFacts}>
          <span>{`${apiKey.prefix}…`}</span>
          <span>
            {apiKey.last_used_at == null
              ? 'Never used'
              : `Used ${formatAgo(apiKey.last_used_at, now)}${apiKey.last_used_address == null ? '' : ` from ${apiKey.last_used_address}`}`}
          </span>
          <span>
            {apiKey.expires_at == null ? 'Never expires' : `${expired ? 'Expired' : 'Expires'} ${formatMoment(apiKey.expires_at)}`}
          </span>
        </div>
      </div>
      <Button className={page.rowAction} variant="default" size="xs" onClick={onRevoke} aria-label={`Revoke ${apiKey.name}`}>
        Revoke
      </Button>
    </li>
  );
}

function RevokeDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const queryClient = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => answer(api.DELETE('/api/v1/api-keys/{id}', { params: { path: { id: apiKey.id } } })),
    onSuccess: () => {
      queryClient.setQueryData<ApiKey[]>(keys.apiKeys, (before) => before?.filter((other) => other.id !== apiKey.id));
      notifyDone(`${apiKey.name} is revoked`);
      onClose();
    },
    onSettled: () => void queryClient.invalidateQueries({ queryKey: keys.apiKeys }),
  });
  return (
    <Modal opened onClose={onClose} title={`Revoke ${apiKey.name}?`} size="md">
      <Stack gap="md">
        {revoke.isError && <ProblemAlert error={revoke.error} />}
        <Text>Programs that use it are refused from now on. This cannot be undone; a new key is a different one.</Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose} data-autofocus>
            Keep it
          </Button>
          <Button color="red.8" loading={revoke.isPending} onClick={() => revoke.mutate()}>
            Revoke
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
