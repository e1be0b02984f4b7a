import { Button, CloseButton, Group, Paper, Portal, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import { toProblem } from '../api/problem';
import { detailOf, headingOf, remedyOf } from './remedy';
import classes from './toasts.module.css';

interface Toast {
  id: number;
  kind: 'done' | 'failed';
  title: string;
  text: string | null;
  action: ToastAction | null;
  /** Of the notices of one topic the last is shown. */
  topic: string | null;
}

/** What can be done about it, such as taking it back. */
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
  const others = toasts.filter((other) => !replaces(toast, other));
  change([...others.slice(-3), { ...toast, id }]);
  setTimeout(() => dismiss(id), milliseconds);
}

/** Several requests may fail for one reason: said once. What can be taken back stays, though another says the same: each takes back its own. */
export function replaces(toast: Omit<Toast, 'id'>, other: Omit<Toast, 'id'>): boolean {
  if (toast.topic !== null || other.topic !== null) {
    return toast.topic === other.topic;
  }
  return toast.action === null && other.action === null && toast.title === other.title && toast.text === other.text;
}

function dismiss(id: number): void {
  change(toasts.filter((other) => other.id !== id));
}

/**
 * Says in passing that something worked.
 * @param topic replaces what was said of the same topic
 */
export function notifyDone(title: string, text: string | null = null, action: ToastAction | null = null, topic: string | null = null): void {
  show({ kind: 'done', title, text, action, topic }, action === null ? 4_000 : 10_000);
}

/** Says that an action failed, with what mends it. Stays longer, because it has to be read. */
export function notifyProblem(error: unknown): void {
  const problem = toProblem(error);
  show(
    { kind: 'failed', title: headingOf(problem), text: [detailOf(problem), remedyOf(problem)].filter(Boolean).join(' ') || null, action: null, topic: null },
    10_000,
  );
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
              {toast.action !== null && (
                <Button
                  size="compact-sm"
                  variant="light"
                  onClick={() => {
                    dismiss(toast.id);
                    toast.action?.run();
                  }}
                >
                  {toast.action.label}
                </Button>
              )}
              <CloseButton size="sm" aria-label="Dismiss" onClick={() => dismiss(toast.id)} />
            </Group>
          </Paper>
        ))}
      </Stack>
    </Portal>
  );
}
