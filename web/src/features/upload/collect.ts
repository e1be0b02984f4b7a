/** A file somebody wants to upload, and where it lay: below the directory that was dropped, or its name alone. */
export interface Picked {
  file: File;
  /** Separated by slashes, in Unicode's composed form: macOS takes accented letters apart, and one name would be two. */
  path: string;
}

export interface Collected {
  files: Picked[];
  /** How many files of directories were left out because they are no pictures. */
  leftOut: number;
}

/** The endings of pictures; what becomes of a file is decided by its bytes, on the server. */
const pictures = new Set(
  (
    'jpg jpeg jpe jfif png apng webp gif tif tiff avif heic heif hif bmp dib jxl jp2 j2k jpx ' +
    'raw dng cr2 cr3 crw nef nrw arw srf sr2 orf rw2 raf pef srw 3fr erf kdc mrw x3f iiq rwl'
  ).split(' '),
);

/** For choosing files: the types browsers know, and the endings they do not. */
export const accepted = `image/*,${[...pictures].map((ending) => `.${ending}`).join(',')}`;

export function isPictureName(name: string): boolean {
  const dot = name.lastIndexOf('.');
  return dot > 0 && pictures.has(name.slice(dot + 1).toLowerCase());
}

/** Hidden, or kept by systems for themselves. */
function isIgnored(name: string): boolean {
  return name.startsWith('.') || /^(@eaDir|@tmp|#recycle|#snapshot|\$RECYCLE\.BIN|System Volume Information|lost\+found|__MACOSX|Thumbs\.db|ehthumbs\.db|desktop\.ini)$/i.test(name);
}

/**
 * What a choice of files or of a directory holds. Of a directory, only pictures; of files that were chosen one by one, all: the server says
 * why it does not take one.
 */
export function collectChosen(files: Iterable<File>): Collected {
  const collected: Collected = { files: [], leftOut: 0 };
  for (const file of files) {
    const path = file.webkitRelativePath === '' ? file.name : file.webkitRelativePath;
    add(collected, file, path, file.webkitRelativePath !== '');
  }
  return collected;
}

/** What was dropped. To be called while the event is handled: afterwards the browser has forgotten it. */
export function collectDropped(transfer: DataTransfer): Promise<Collected> {
  const entries = [...transfer.items]
    .filter((item) => item.kind === 'file')
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  return readAll(entries);
}

async function readAll(items: { entry: FileSystemEntry | null; file: File | null }[]): Promise<Collected> {
  const collected: Collected = { files: [], leftOut: 0 };
  for (const { entry, file } of items) {
    if (entry === null) {
      if (file !== null) {
        add(collected, file, file.name, false);
      }
    } else if (entry.isDirectory) {
      await readDirectory(collected, entry as FileSystemDirectoryEntry, entry.name);
    } else {
      add(collected, file ?? (await fileOf(entry as FileSystemFileEntry)), entry.name, false);
    }
  }
  return collected;
}

async function readDirectory(collected: Collected, directory: FileSystemDirectoryEntry, path: string): Promise<void> {
  if (isIgnored(directory.name)) {
    return;
  }
  const reader = directory.createReader();
  for (;;) {
    // A hundred at a time: the end is an empty answer.
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (entries.length === 0) {
      return;
    }
    for (const entry of entries) {
      const below = `${path}/${entry.name}`;
      if (entry.isDirectory) {
        await readDirectory(collected, entry as FileSystemDirectoryEntry, below);
      } else if (!isIgnored(entry.name) && !isPictureName(entry.name)) {
        collected.leftOut += 1;
      } else {
        add(collected, await fileOf(entry as FileSystemFileEntry), below, true);
      }
    }
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

function add(collected: Collected, file: File, path: string, fromDirectory: boolean): void {
  if (path.split('/').some(isIgnored)) {
    return;
  }
  // What another program wrote beside a picture is no mistake of who drops both.
  if ((fromDirectory || /\.xmp$/i.test(file.name)) && !isPictureName(file.name)) {
    collected.leftOut += 1;
    return;
  }
  collected.files.push({ file, path: path.normalize('NFC') });
}
