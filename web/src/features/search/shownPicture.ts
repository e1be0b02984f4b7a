import { Problem } from '../../api/problem';
import { answer, api } from '../../api/client';

/** What the server takes to be compared, in bytes. */
const mostBytes = 48 * 1024 * 1024;

/** Shows the server a picture. It keeps nothing of it: what it answers stands for the picture in `like`. */
export async function showPicture(file: File): Promise<string> {
  if (file.size > mostBytes) {
    throw new Problem({ status: 413, code: 'file_too_large', title: 'The picture is larger than 48 MB' });
  }
  const form = new FormData();
  form.append('picture', file);
  const shown = await answer(api.POST('/api/v1/search/picture', { body: form as never, bodySerializer: (body) => body as never }));
  return shown.like;
}
