import { Link } from '@tanstack/react-router';
import classes from './tags.module.css';

const pages = [
  { to: '/tags', label: 'Tags' },
  { to: '/review', label: 'Review' },
  { to: '/vocabulary', label: 'Vocabulary' },
] as const;

/** Between the pages about tags. */
export function TagsNav() {
  return (
    <nav className={classes.nav} aria-label="About tags">
      {pages.map(({ to, label }) => (
        <Link key={to} to={to} className={classes.navLink} activeProps={{ 'aria-current': 'page' }} activeOptions={{ includeSearch: false }}>
          {label}
        </Link>
      ))}
    </nav>
  );
}
