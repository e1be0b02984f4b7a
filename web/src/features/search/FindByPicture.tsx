import { Loader, Tooltip } from '@mantine/core';
import { IconPhotoSearch } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState, type DragEvent } from 'react';
import { notifyProblem } from '../../ui/toasts';
import classes from './SearchBox.module.css';
import { showPicture } from './shownPicture';

/** A button to pick a picture, and what makes the search box take a dropped one. The picture is shown to the server, and not kept by it. */
export function useFindByPicture(onShown: (like: string) => void) {
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const show = useMutation({ mutationFn: showPicture, onSuccess: onShown, onError: notifyProblem });
  const take = (files: FileList | null | undefined) => {
    const file = files?.[0];
    if (file !== undefined && !show.isPending) {
      show.mutate(file);
    }
  };
  const holdsFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');
  return {
    dropTarget: {
      'data-takes-pictures': true,
      'data-over': over || undefined,
      onDragOver: (event: DragEvent) => setOver(holdsFiles(event)),
      onDragLeave: () => setOver(false),
      onDrop: (event: DragEvent) => {
        setOver(false);
        if (holdsFiles(event)) {
          event.preventDefault();
          take(event.dataTransfer.files);
        }
      },
    },
    button: (
      <>
        <Tooltip label="Find by picture: pick one, or drop it here">
          <button type="button" className={classes.clear} aria-label="Find by picture" disabled={show.isPending} onClick={() => input.current?.click()}>
            {show.isPending ? <Loader size={17} aria-label="Looking at the picture" /> : <IconPhotoSearch size={18} aria-hidden />}
          </button>
        </Tooltip>
        <input
          ref={input}
          type="file"
          accept="image/*"
          hidden
          tabIndex={-1}
          aria-label="A picture to find similar ones by"
          onChange={(event) => {
            take(event.currentTarget.files);
            // The same file can be picked again.
            event.currentTarget.value = '';
          }}
        />
      </>
    ),
  };
}
