import { Text } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { formatPercent } from '../../ui/format';
import { plainWords } from '../search/language';
import { filtersOf, type PhotoSearch } from '../search/searchState';
import { pagesByWordsQuery, pictureOf, similarPagesQuery, type FoundPage } from './documents';
import classes from './foundPages.module.css';

/**
 * Above the pictures that a search finds: pages of documents that it finds as well, in one row. Nothing where there are none, or where a filter is set that
 * only pictures can fulfil.
 */
export function FoundPages({ search }: { search: PhotoSearch }) {
  const { like, q, ...filters } = filtersOf(search);
  const words = like === undefined ? plainWords(q)?.slice(0, 200) : undefined;
  const plain = Object.keys(filters).length === 0 && (like === undefined || q === undefined);
  const alike = useQuery({ ...similarPagesQuery(like ?? []), enabled: plain && like !== undefined });
  const byWords = useQuery({ ...pagesByWordsQuery(words ?? '', search.mode ?? null), enabled: plain && words !== undefined });
  const found = !plain ? undefined : like !== undefined ? alike.data : words !== undefined ? byWords.data : undefined;
  return found === undefined || found.length === 0 ? null : (
    <section className={classes.strip} aria-label="Pages of documents">
      <ul className={classes.row} tabIndex={0}>
        {found.map((each) => (
          <li key={`${each.page.document}.${each.page.number}.${each.page.revision}`}>
            <PageCard found={each} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function PageCard({ found: { page, excerpt, score } }: { found: FoundPage }) {
  const [bare, setBare] = useState(false);
  const name = page.title ?? page.name;
  return (
    <Link
      to="/documents/$documentId"
      params={{ documentId: page.document }}
      search={page.number > 1 ? { page: page.number } : {}}
      className={classes.card}
      aria-label={`${name}, page ${page.number}${score === undefined ? '' : `, ${formatPercent(score)} alike`}`}
    >
      {bare ? (
        <span className={`${classes.picture} ${classes.blank}`} aria-hidden>
          <IconFileText size={22} stroke={1.4} />
        </span>
      ) : (
        <img className={classes.picture} src={pictureOf(page.document, page.number, page.revision, 'small')} alt="" loading="lazy" onError={() => setBare(true)} />
      )}
      <span className={classes.words}>
        <bdi className={classes.name}>{name}</bdi>
        <Text component="span" size="xs" c="dimmed">
          Page {page.number}
          {page.label != null && page.label !== String(page.number) && ` (${page.label})`}
          {score !== undefined && ` · ${formatPercent(score)}`}
        </Text>
        {excerpt != null && (
          <Text component="span" size="xs" c="dimmed" className={classes.excerpt}>
            {excerpt}
          </Text>
        )}
      </span>
    </Link>
  );
}
