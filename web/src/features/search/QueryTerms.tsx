import { IconX } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { readQueryQuery } from '../../api/queries';
import type { QueryTerm } from '../../api/types';
import { formatPlaceFilter } from '../../ui/format';
import { withWords } from './chips';
import { hasTerms, withoutTerm } from './language';
import classes from './query.module.css';
import type { PhotoSearch } from './searchState';

/** What a query was understood as, each part to be taken out. */
export function QueryTerms({ search }: { search: PhotoSearch }) {
  const navigate = useNavigate();
  const q = search.q ?? '';
  const shown = hasTerms(search.q);
  const read = useQuery({ ...readQueryQuery(q), enabled: shown, placeholderData: keepPreviousData });
  if (!shown) {
    return null;
  }
  const terms = read.data?.terms ?? [];
  return (
    <ul className={classes.terms} aria-label="What is searched for">
      {terms.map((term) => (
        <li key={term.start} className={classes.term} data-negated={term.negated || undefined}>
          <span className={classes.termText} title={term.text}>
            <Term term={term} />
          </span>
          <button
            type="button"
            className={classes.remove}
            aria-label={`Remove ${term.text}`}
            onClick={() => void navigate({ to: '/photos', search: withWords(search, withoutTerm(terms, term)) })}
          >
            <IconX size={13} aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  );
}

function Term({ term }: { term: QueryTerm }) {
  if (term.value == null) {
    return <bdi>{term.text}</bdi>;
  }
  return (
    <>
      {term.negated && <span className={classes.field}>not </span>}
      {term.field != null && <span className={classes.field}>{term.field} </span>}
      <bdi>{term.field === 'place' ? formatPlaceFilter(term.value) : term.kind === 'phrase' ? `“${term.value}”` : term.value}</bdi>
    </>
  );
}
