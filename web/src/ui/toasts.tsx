import { Button, CloseButton, Group, Paper, Portal, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import { toProblem } from '../api/problem';
import { remedyOf } from './remedy';
import classes from './toasts.module.css';

interface Toast {
  id: number;
  kind: 'done' | 'failed';
  title: string;
  text: string | null;
  action?: ToastAction | undefined;
}

/** What a toast offers to do, mostly to take back what it tells of. */
export interface ToastAction {
  label: string;
  run: () => void;
}

let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) {
    listener();
  }
}

function show(toast: Omit<Toast, 'id'>, milliseconds: number): void {
  lastId += 1;
  const id = lastId;
  // Several requests may fail for one reason: said once.
  const others = toasts.filter((other) => other.title !== toast.title || other.text !== toast.text);
  change([...others.slice(-3), { ...toast, id }]);
  setTimeout(() => change(toasts.filter((other) => other.id !== id)), milliseconds);
}

/** Says in passing that something worked. */
export function notifyDone(title: string, text: string | null = null, action?: ToastAction): void {
  // There has to be time to think better of it.
  show({ kind: 'done', title, text, action }, action === undefined ? 4_000 : 10_000);
}

/** Says that an action failed, with what mends it. Stays longer, because it has to be read. */
export function notifyProblem(error: unknown): void {
  const problem = toProblem(error);
  show({ kind: 'failed', title: problem.title, text: [problem.detail, remedyOf(problem)].filter(Boolean).join(' ') || null }, 10_000);
}

export function Toasts() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  return (
    <Portal>
      <Stack className={classes.list} gap="xs" role="status" aria-live="polite">
        {shown.map((toast) => (
          <Paper key={toast.id} className={classes.toast} shadow="lg" radius="md" withBorder data-kind={toast.kind}>
            <Group wrap="nowrap" align="flex-start" gap="sm">
              <span className={classes.icon} aria-hidden>
                {toast.kind === 'done' ? <IconCheck size={18} /> : <IconAlertTriangle size={18} />}
              </span>
              <div className={classes.text}>
                <Text size="sm" fw={600}>
                  {toast.title}
                </Text>
                {toast.text !== null && (
                  <Text size="sm" c="dimmed">
                    {toast.text}
                  </Text>
                )}
              </div>
              {toast.action !== undefined && (
                <Button
                  size="compact-sm"
                  variant="light"
                  onClick={() => {
                    toast.action?.run();
                    change(toasts.filter((other) => other.id !== toast.id));
                  }}
                >
                  {toast.action.label}
                </Button>
              )}
              <CloseButton size="sm" aria-label="Dismiss" onClick={() => change(toasts.filter((other) => other.id !== toast.id))} />
            </Group>
          </Paper>
        ))}
      </Stack>
    </Portal>
  );
}
