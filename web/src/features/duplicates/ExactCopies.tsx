import { Button, Skeleton, Text } from '@mantine/core';
import { IconFiles } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { thumbnailUrl } from '../../api/pictures';
import { formatBytes } from '../../ui/format';
import { EmptyState, ProblemAlert } from '../../ui/states';
import classes from './duplicates.module.css';
import { useGroups } from './useGroups';

/** Pictures of which there are several files with the same bytes: one picture here, and only people delete files. */
export function ExactCopies() {
  const groups = useGroups('exact', 6, 'largest');
  const items = groups.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      {groups.isError && <ProblemAlert error={groups.error} onRetry={() => void groups.refetch()} />}
      {groups.isPending && <Skeleton h={420} radius="lg" />}
      {groups.isSuccess && items.length === 0 && (
        <EmptyState icon={<IconFiles size={32} />} title="No file is there twice">
          Files with the same bytes are one picture in the library. Where they lie appears here.
        </EmptyState>
      )}
      {items.length > 0 && (
        <>
          <Text c="dimmed" size="sm" mb="md">
            Each is one picture in the library already. What you do not want twice, delete on the disk; the picture stays as long as one file does.
          </Text>
          <ul className={classes.copies}>
            {items.flatMap((group) =>
              group.images.map((image) => (
                <li key={image.id} className={classes.copy}>
                  <img src={thumbnailUrl(image, 'small')} alt="" loading="lazy" />
                  <div>
                    <Link to="/photos/$imageId" params={{ imageId: image.id }} className={classes.name}>
                      {image.name}
                    </Link>
                    <Text size="sm" c="dimmed">
                      {image.files.length} files of {formatBytes(image.size)}
                    </Text>
                    <ul>
                      {image.files.map((file) => (
                        <li key={file.id} className={classes.path}>
                          {file.folder_name}/{file.path}
                        </li>
                      ))}
                    </ul>
                  </div>
                </li>
              )),
            )}
          </ul>
          {groups.hasNextPage && (
            <Button variant="default" mt="lg" loading={groups.isFetchingNextPage} onClick={() => void groups.fetchNextPage()}>
              Show more
            </Button>
          )}
        </>
      )}
    </>
  );
}
