import { IconStar, IconStarFilled } from '@tabler/icons-react';
import classes from './Stars.module.css';

interface Props {
  /** 0 to 5; null: not rated. */
  value: number | null;
  onChange: (value: number | null) => void;
  className?: string | undefined;
}

/** Five stars; the one that is set takes the rating back. Buttons, because the arrow keys belong to the pictures. */
export function Stars({ value, onChange, className }: Props) {
  return (
    <span className={`${classes.stars ?? ''} ${className ?? ''}`} role="group" aria-label="Rating">
      {[1, 2, 3, 4, 5].map((stars) => {
        const Icon = stars <= (value ?? 0) ? IconStarFilled : IconStar;
        const label = stars === 1 ? '1 star' : `${stars} stars`;
        return (
          <button
            key={stars}
            type="button"
            className={classes.star}
            aria-pressed={stars === value}
            aria-label={label}
            title={`${label} (${stars})`}
            onClick={() => onChange(stars === value ? null : stars)}
          >
            <Icon size={18} aria-hidden />
          </button>
        );
      })}
    </span>
  );
}
