import { Button, Group, Modal, NumberInput, PasswordInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import type { DocumentView, Reading } from '../../api/types';
import { useDocumentActions } from './useDocumentActions';

const engines = [
  { value: 'auto', label: 'What fits each page' },
  { value: 'text_layer', label: 'The text in the file' },
  { value: 'ocr', label: 'Recognition of the picture' },
];

/** Asks how a page, or all of a document, is to be read again. */
export function RereadDialog({ document, page, onClose }: { document: DocumentView; page: number | null; onClose: () => void }) {
  const [engine, setEngine] = useState<string>('auto');
  const [language, setLanguage] = useState('');
  const [dpi, setDpi] = useState<string | number>('');
  const [pages, setPages] = useState('');
  const [password, setPassword] = useState('');
  const { read, readPage } = useDocumentActions(document.id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const choice = {
      engine: engine as NonNullable<Reading['engine']>,
      ...(language.trim() === '' ? {} : { language: language.trim() }),
      ...(typeof dpi === 'number' ? { dpi } : {}),
      ...(password === '' ? {} : { password }),
    };
    if (page === null) {
      read.mutate({ ...choice, anew: true, ...(pages.trim() === '' ? {} : { pages: pages.trim() }) }, { onSuccess: onClose });
    } else {
      readPage.mutate({ ...choice, number: page }, { onSuccess: onClose });
    }
  };
  return (
    <Modal opened onClose={onClose} title={page === null ? 'Read it anew' : `Read page ${page} again`} size="sm">
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text size="sm" c="dimmed">
            {page === null ? 'What was read before is replaced.' : 'Then the whole is put together anew.'}
          </Text>
          <Select label="Take the text from" data={engines} value={engine} onChange={(value) => setEngine(value ?? 'auto')} allowDeselect={false} />
          <TextInput
            label="Languages"
            description="As Tesseract names them, for example kor+eng. Empty: as the server is set."
            value={language}
            onChange={(event) => setLanguage(event.currentTarget.value)}
          />
          <NumberInput
            label="Dots per inch for recognition"
            description="36 to 600; more for small print. Empty: as the server is set."
            min={36}
            max={600}
            allowDecimal={false}
            value={dpi}
            onChange={setDpi}
          />
          {page === null && (
            <TextInput
              label="Pages"
              description="For example 1-3,7,12-. Empty: all."
              value={pages}
              onChange={(event) => setPages(event.currentTarget.value)}
            />
          )}
          {document.is_encrypted && (
            <PasswordInput label="Password" required maxLength={128} autoComplete="off" value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
          )}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={read.isPending || readPage.isPending}>
              Read
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
