import { Button } from '@mantine/core';
import { IconBrush } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { EmptyState } from '../../ui/states';

/** In place of the form where nothing can paint yet. */
export function NoPaintingModel({ administrator }: { administrator: boolean }) {
  return (
    <EmptyState
      icon={<IconBrush size={32} />}
      title="No painting model is installed"
      action={
        <Button component={Link} to="/models">
          Models
        </Button>
      }
    >
      {administrator
        ? 'Import a diffusion model, such as Stable Diffusion in ONNX form, or name the image model of another server in the settings. Models of this server paint on it alone.'
        : 'An administrator can install one.'}
    </EmptyState>
  );
}
