import { IconCircleCheck, IconPencilCheck, IconShieldX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { SecurityEvent } from '../../api/types';
import { formatCount, formatExactMoment } from '../../ui/format';
import page from '../../ui/page.module.css';
import type { EventSearch } from './eventSearch';
import { severityWords, wordsOf } from './eventWords';
import classes from './security.module.css';

const icons = { calm: IconCircleCheck, change: IconPencilCheck, refused: IconShieldX };

/** Who, what, from where and when; the name and the address lead to more of the same. */
export function EventRow({ event, search }: { event: SecurityEvent; search: EventSearch }) {
  const words = wordsOf(event.kind);
  const Icon = icons[words.severity];
  return (
    <li className={classes.row} data-severity={words.severity}>
      <span className={classes.severity}>
        <Icon size={22} stroke={1.7} role="img" aria-label={severityWords[words.severity]} />
      </span>
      <div className={page.rowBody}>
        <div className={page.rowTitle}>
          {event.user != null && (
            <Link to="/security" search={{ ...search, user: event.user.id }} className={classes.link} title="Only events of this account">
              <bdi>{event.user.user_name ?? event.user.id}</bdi>
            </Link>
          )}
          <span className={classes.what}>{words.label}</span>
          {event.count > 1 && <span className={classes.count}>{`${formatCount(event.count)} times`}</span>}
          {words.severity === 'refused' && <span className={classes.refused}>{severityWords.refused}</span>}
        </div>
        <div className={page.rowFacts}>
          <time dateTime={event.at}>{formatExactMoment(event.at)}</time>
          {event.address != null && (
            <Link
              to="/security"
              search={{ ...search, address: event.address }}
              className={classes.link}
              title="Only events from this address"
            >
              {event.address}
            </Link>
          )}
          {event.subject != null && event.subject !== event.user?.user_name && <bdi>{event.subject}</bdi>}
          {event.api_key != null && <span>{`with ${event.api_key}`}</span>}
          {event.detail != null && <bdi className={classes.detail}>{event.detail}</bdi>}
        </div>
      </div>
    </li>
  );
}
