import { Button, Menu } from '@mantine/core';
import { IconArchive, IconFilter, IconHeart, IconPhotoOff, IconStar } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { ChoiceItem } from '../../ui/ChoiceItem';
import { ratingLabel } from '../search/chips';
import type { PhotoSearch } from '../search/searchState';
import classes from './GalleryPage.module.css';

/** Filters that are not typed: one's favourites, stars, what was put away. The search box shows them as chips. */
export function FilterMenu({ search }: { search: PhotoSearch }) {
  const navigate = useNavigate();
  const set = (filter: Pick<PhotoSearch, 'favourite' | 'rating' | 'archived' | 'missing'>, isSet: boolean) => {
    const next = { ...search, ...filter };
    if (filter.missing === true) {
      delete next.q;
    }
    if (isSet) {
      for (const key of Object.keys(filter) as (keyof typeof filter)[]) {
        delete next[key];
      }
    }
    void navigate({ to: '/photos', search: next });
  };
  const item = (label: string, icon: typeof IconHeart, filter: Pick<PhotoSearch, 'favourite' | 'rating' | 'archived' | 'missing'>) => {
    const isSet = Object.entries(filter).every(([key, value]) => search[key as keyof PhotoSearch] === value);
    return (
      <ChoiceItem key={label} label={label} icon={icon} chosen={isSet} many onChoose={() => set(filter, isSet)} />
    );
  };
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <Button variant="subtle" color="gray" size="compact-md" className={classes.tool} leftSection={<IconFilter size={17} aria-hidden />} aria-label="Filter">
          <span className={classes.toolLabel}>Filter</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {item('Favourites', IconHeart, { favourite: true })}
        {[5, 4, 3, 2, 1].map((rating) => item(ratingLabel(rating), IconStar, { rating }))}
        <Menu.Divider />
        {item('Archive', IconArchive, { archived: 'true' })}
        {item('Missing', IconPhotoOff, { missing: true })}
      </Menu.Dropdown>
    </Menu>
  );
}
