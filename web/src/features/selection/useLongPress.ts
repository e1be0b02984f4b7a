import { useMemo, useRef, type MouseEvent } from 'react';

const wait = 450;

/** A finger that stays: does something, and the click that follows is none. */
export function useLongPress(onPress: () => void) {
  const press = useRef(onPress);
  press.current = onPress;
  const state = useRef({ timer: undefined as ReturnType<typeof setTimeout> | undefined, happened: false });
  return useMemo(() => {
    const stop = () => clearTimeout(state.current.timer);
    return {
      handlers: {
        onTouchStart: () => {
          stop();
          state.current.happened = false;
          state.current.timer = setTimeout(() => {
            state.current.happened = true;
            press.current();
          }, wait);
        },
        onTouchMove: stop,
        onTouchEnd: stop,
        onTouchCancel: stop,
        onContextMenu: (event: MouseEvent) => {
          if (state.current.happened) {
            event.preventDefault();
          }
        },
      },
      /** Whether the click at hand ends a long press. Told once. */
      happened: () => {
        const { happened } = state.current;
        state.current.happened = false;
        return happened;
      },
    };
  }, []);
}
