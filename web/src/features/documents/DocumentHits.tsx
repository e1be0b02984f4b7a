import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { countOf } from '../../ui/format';
import { plainWords } from '../search/language';
import { documentHitsQuery } from './documents';

/** Beside the count of a search's pictures: the way to the documents that have its words. Nothing where there are none, or more than words is asked for. */
export function DocumentHits({ q }: { q: string | undefined }) {
  // The list takes no longer text either.
  const words = plainWords(q)?.slice(0, 200);
  const { data: count } = useQuery({ ...documentHitsQuery(words ?? ''), enabled: words !== undefined });
  return words === undefined || count === undefined || count === 0 ? null : (
    <Anchor size="sm" renderRoot={(props) => <Link {...props} to="/documents" search={{ q: words }} />}>
      {countOf(count, 'document', 'documents')}
    </Anchor>
  );
}
