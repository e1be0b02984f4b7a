import { Problem } from '../../api/problem';

/** What the server takes to begin with, in bytes. */
const mostBytes = 48 * 1024 * 1024;

/** Why a file is not worth sending; null where it may be. The server decides. */
export function pictureFault(file: Blob): Problem | null {
  if (file.type !== '' && !file.type.startsWith('image/')) {
    return new Problem({ status: 415, code: 'media_type_unsupported', title: 'That is no picture', remedy: 'Choose a picture, such as a JPEG or a PNG.' });
  }
  return file.size > mostBytes ? new Problem({ status: 413, code: 'file_too_large', title: `The picture is larger than ${mostBytes / 1024 / 1024} MiB` }) : null;
}
