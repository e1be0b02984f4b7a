import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import type { Folder } from '../../api/types';
import { countOf, formatMoment } from '../../ui/format';
import { ProblemAlert } from '../../ui/states';
import { notifyDone } from '../../ui/toasts';

type Absence = NonNullable<Folder['absence']>;

const reasons: Record<Absence['reason'], string> = {
  gone: 'The folder is not there',
  empty: 'The folder is empty, and was not',
  unmounted: 'Another disk lies where the pictures were',
  vanished: 'A large part of the files has vanished at once',
};

/** Files are away, with a disk perhaps: nothing is taken to be deleted unless its owner says so. */
export function AbsenceQuestion({ folder, absence, mayAnswer }: { folder: Folder; absence: Absence; mayAnswer: boolean }) {
  const queryClient = useQueryClient();
  const [asked, setAsked] = useState(false);
  const accept = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/folders/{id}/gone', { params: { path: { id: folder.id } } })),
    onSuccess: (changed) => {
      queryClient.setQueryData<Folder[]>(keys.folders, (folders) => folders?.map((other) => (other.id === changed.id ? changed : other)));
      notifyDone('Taken as gone', 'The filter “Missing” shows the pictures. They still come back by themselves with their files.');
      setAsked(false);
    },
  });
  return (
    <Alert variant="light" color="yellow" radius="md" my={6} icon={<IconPlugConnectedX size={20} aria-hidden />} title={reasons[absence.reason]}>
      <Stack gap={8} align="flex-start">
        <Text size="sm">
          {countOf(absence.file_count, 'file', 'files')} away since {formatMoment(absence.since)}. Nothing is lost: the pictures stay, marked
          offline, and are whole again when the files are back. Mount the disk or restore the files, then scan.
        </Text>
        {mayAnswer && (
          <Button size="xs" variant="default" onClick={() => setAsked(true)}>
            They are gone
          </Button>
        )}
      </Stack>
      {asked && (
        <Modal opened onClose={() => setAsked(false)} title="Are the files gone for good?" size="md">
          <Stack gap="md">
            {accept.isError && <ProblemAlert error={accept.error} />}
            <Text>
              The pictures of {countOf(absence.file_count, 'file', 'files')} leave the gallery and are shown as missing. Nothing is deleted: with
              their tags they come back by themselves, should the files return.
            </Text>
            <Group justify="flex-end" gap="sm">
              <Button variant="default" data-autofocus onClick={() => setAsked(false)}>
                Keep them
              </Button>
              <Button loading={accept.isPending} onClick={() => accept.mutate()}>
                They are gone
              </Button>
            </Group>
          </Stack>
        </Modal>
      )}
    </Alert>
  );
}
