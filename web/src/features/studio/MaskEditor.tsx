import { Button, Group, Modal, SegmentedControl, Slider, Stack, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconArrowBackUp, IconContrast2 } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { ProblemAlert } from '../../ui/states';
import { renderMask, type MaskedPicture, type MaskStep } from './mask';
import { MaskCanvas } from './MaskCanvas';

interface Props {
  /** Of the picture. */
  url: string;
  steps: readonly MaskStep[];
  /** Null: nothing is masked. */
  onDone: (masked: MaskedPicture | null) => void;
  onClose: () => void;
}

const [thinnest, thickest] = [0.01, 0.4];

/** Where a picture is to be painted anew. */
export function MaskEditor({ url, steps: before, onDone, onClose }: Props) {
  const [steps, setSteps] = useState(before);
  const [diameter, setDiameter] = useState(0.12);
  const [erase, setErase] = useState(false);
  const [loaded, setLoaded] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const picture = useRef<HTMLImageElement>(null);
  const undo = () => setSteps((now) => now.slice(0, -1));
  const grow = (factor: number) => setDiameter((now) => Math.min(thickest, Math.max(thinnest, now * factor)));
  useHotkeys([
    ['[', () => grow(1 / 1.25)],
    [']', () => grow(1.25)],
    ['E', () => setErase((now) => !now)],
    ['mod+Z', undo],
  ]);
  const leave = () => (steps === before || steps.length === 0 ? onClose() : setLeaving(true));
  const finish = useMutation({
    mutationFn: async () => (picture.current === null ? null : renderMask(picture.current, steps)),
    onSuccess: onDone,
  });
  return (
    // A stroke that ends beside the picture closes nothing.
    <Modal opened onClose={leave} closeOnClickOutside={false} title="What is to be painted anew" size="xl">
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          Draw over what is to change; the rest stays as it is.
        </Text>
        {finish.isError && <ProblemAlert error={finish.error} />}
        <MaskCanvas
          url={url}
          picture={picture}
          steps={steps}
          onStroke={(stroke) => setSteps((now) => [...now, stroke])}
          diameter={diameter}
          erase={erase}
          onLoaded={setLoaded}
        />
        <Group gap="md" align="center">
          <SegmentedControl
            aria-label="Brush"
            data={[
              { value: 'paint', label: 'Paint' },
              { value: 'erase', label: 'Erase' },
            ]}
            value={erase ? 'erase' : 'paint'}
            onChange={(value) => setErase(value === 'erase')}
          />
          <Slider
            flex="1 1 140px"
            min={thinnest}
            max={thickest}
            step={0.01}
            value={diameter}
            onChange={setDiameter}
            label={null}
            thumbLabel="Width of the brush"
          />
          <Button variant="default" size="xs" leftSection={<IconContrast2 size={16} aria-hidden />} onClick={() => setSteps((now) => [...now, { kind: 'invert' }])}>
            Invert
          </Button>
          <Button variant="default" size="xs" leftSection={<IconArrowBackUp size={16} aria-hidden />} disabled={steps.length === 0} onClick={undo}>
            Undo
          </Button>
        </Group>
        {leaving ? (
          <Group justify="flex-end" gap="sm" role="alertdialog" aria-label="Discard what was drawn?">
            <Text size="sm">Discard what was drawn?</Text>
            <Button variant="default" onClick={onClose}>
              Discard
            </Button>
            <Button autoFocus onClick={() => setLeaving(false)}>
              Go on drawing
            </Button>
          </Group>
        ) : (
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={() => onDone(null)}>
              No mask
            </Button>
            <Button disabled={!loaded} loading={finish.isPending} onClick={() => finish.mutate()}>
              Use the mask
            </Button>
          </Group>
        )}
      </Stack>
    </Modal>
  );
}
