import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { thumbnailUrl } from '../../api/pictures';
import { imageQuery } from '../../api/queries';
import type { ImageDetails } from '../../api/types';
import type { MaskedPicture } from './mask';

/** A picture to begin with. */
export interface Start {
  /** To be looked at; null: of the library, and not known yet. */
  url: string | null;
  name: string;
  /** The image of the library that it is, or the file that it is. */
  from: string | null;
  file: Blob | null;
  masked: MaskedPicture | null;
  /** Why the image cannot be shown. */
  error: unknown;
}

/** Of the library, by the URL; or a file, which lives as long as the page is open. */
export function useStart(from: string | undefined, setFrom: (from: string | null) => void) {
  const [file, setFile] = useState<{ blob: Blob; name: string } | null>(null);
  const [masked, setMasked] = useState<{ of: unknown; picture: MaskedPicture } | null>(null);
  const image = useQuery({ ...imageQuery(from ?? ''), enabled: from !== undefined });
  const [url, setUrl] = useState<string | null>(null);
  const blob = file?.blob ?? null;
  useEffect(() => {
    if (blob === null) {
      return undefined;
    }
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => {
      setUrl(null);
      URL.revokeObjectURL(made);
    };
  }, [blob]);
  const details: ImageDetails | undefined = from === undefined ? undefined : image.data;
  // A mask belongs to the picture that it was drawn on.
  const of = from ?? blob;
  const mine = masked !== null && masked.of === of ? masked.picture : null;
  const error = from === undefined ? null : image.error;
  const start = useMemo((): Start | null => {
    if (from !== undefined) {
      return { url: details === undefined ? null : thumbnailUrl(details, 'medium'), name: details?.name ?? 'A picture of the library', from, file: null, masked: mine, error };
    }
    return file === null ? null : { url, name: file.name, from: null, file: file.blob, masked: mine, error: null };
  }, [from, details, file, url, mine, error]);
  return {
    start,
    image: details,
    takeFile: (taken: Blob, name: string) => {
      setFile({ blob: taken, name });
      setFrom(null);
    },
    takeImage: (id: string) => {
      setFile(null);
      setFrom(id);
    },
    clear: () => {
      setFile(null);
      setMasked(null);
      setFrom(null);
    },
    /** What brings back the picture and the mask that are chosen now. */
    keep: () => () => {
      setFile(file);
      setMasked(masked);
      setFrom(from ?? null);
    },
    mask: (picture: MaskedPicture | null) => setMasked(picture === null ? null : { of, picture }),
  };
}

export type StartHandle = ReturnType<typeof useStart>;
