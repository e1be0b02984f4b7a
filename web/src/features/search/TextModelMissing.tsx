import { Button, Group, Text } from '@mantine/core';
import { IconEyeOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { meQuery } from '../../api/queries';
import { isAdministrator } from '../../api/roles';
import { Note } from '../../ui/states';
import type { PhotoSearch } from './searchState';

/** That words cannot be looked for by their meaning here, and the two ways on. */
export function TextModelMissing({ search }: { search: PhotoSearch }) {
  const administrator = isAdministrator(useQuery(meQuery).data);
  return (
    <Note icon={<IconEyeOff size={20} aria-hidden />}>
      <Text size="sm" fw={600}>
        No model for meaning is installed
      </Text>
      <Text size="sm" mb="xs">
        To find pictures by what they show, the server needs a model that knows both words and pictures.
        {administrator ? ' You can download one; it then runs on this server alone.' : ' An administrator can install one.'} The words can be looked for as text meanwhile.
      </Text>
      <WithoutMeaning search={search} />
    </Note>
  );
}

/** Where to go when words cannot be looked for by their meaning: to the models, and to what has the words. */
export function WithoutMeaning({ search }: { search: PhotoSearch }) {
  const { mode: _, ...rest } = search;
  return (
    <Group gap="xs">
      <Button component={Link} to="/models" size="xs" variant="light">
        Models
      </Button>
      <Button component={Link} to="/photos" search={rest as never} size="xs" variant="default">
        Look for the text
      </Button>
    </Group>
  );
}
