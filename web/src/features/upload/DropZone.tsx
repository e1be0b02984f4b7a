import { Portal, Text } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { notifyProblem } from '../../ui/toasts';
import { collectDropped, type Collected } from './collect';
import classes from './upload.module.css';

/** Files and directories can be dropped anywhere in the window. */
export function DropZone({ target, onCollected }: { target: string | null; onCollected: (collected: Collected) => void }) {
  const [over, setOver] = useState(false);
  const collected = useRef(onCollected);
  useEffect(() => {
    collected.current = onCollected;
  });
  useEffect(() => {
    // Text and links are dragged too; they are none of ours.
    const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;
    // The search box takes a picture to find others by.
    const elsewhere = (event: DragEvent) => event.target instanceof Element && event.target.closest('[data-takes-pictures]') !== null;
    const enter = (event: DragEvent) => {
      if (holdsFiles(event)) {
        event.preventDefault();
        event.dataTransfer!.dropEffect = 'copy';
        setOver(!elsewhere(event));
      }
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) {
        setOver(false);
      }
    };
    const drop = (event: DragEvent) => {
      setOver(false);
      if (holdsFiles(event) && !elsewhere(event)) {
        event.preventDefault();
        collectDropped(event.dataTransfer!).then((files) => collected.current(files), notifyProblem);
      }
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragover', enter);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragover', enter);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, []);
  return over ? (
    <Portal>
      <div className={classes.drop} aria-hidden>
        <div className={classes.dropInner}>
          <IconUpload size={44} stroke={1.5} />
          <Text fw={600} size="lg">
            Drop to upload to {target === null ? 'your uploads' : <bdi>{target}</bdi>}
          </Text>
          <Text c="dimmed">or onto the search box, to find pictures that look like it</Text>
        </div>
      </div>
    </Portal>
  ) : null;
}
