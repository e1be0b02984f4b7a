import { Menu, Text } from '@mantine/core';
import { IconCheck, type IconAbc } from '@tabler/icons-react';
import classes from './choiceItem.module.css';

interface Props {
  label: string;
  /** What it does, in a line or two. */
  explained?: string;
  icon?: typeof IconAbc;
  chosen: boolean;
  /** Each for itself, in place of one of several. */
  many?: boolean;
  onChoose: () => void;
}

/** An item of a menu that is chosen or not. A plain `Menu.Item` is none to a screen reader: it keeps its role whatever it is given. */
export function ChoiceItem({ label, explained, icon: Icon, chosen, many = false, onChoose }: Props) {
  const Item = many ? Menu.CheckboxItem : Menu.RadioItem;
  return (
    <Item
      value={label}
      checked={chosen}
      closeMenuOnClick
      // The mark stands at the end, so that what is chosen does not shift.
      classNames={{ itemIndicator: classes.indicator }}
      rightSection={chosen ? <IconCheck size={16} aria-hidden /> : null}
      onChange={() => onChoose()}
    >
      <span className={classes.content}>
        {Icon !== undefined && <Icon size={17} aria-hidden className={classes.icon} />}
        <span>
          {label}
          {explained !== undefined && (
            <Text size="xs" c="dimmed" component="span" display="block">
              {explained}
            </Text>
          )}
        </span>
      </span>
    </Item>
  );
}
