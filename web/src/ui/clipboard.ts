/**
 * Puts text into the clipboard; false where the browser lets nothing do so. Over plain HTTP in a home network the modern interface is
 * missing, so the old one, which copies what is selected, is tried as well.
 */
export async function copyText(text: string): Promise<boolean> {
  if (window.isSecureContext) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Refused by a permission: the other way needs none.
    }
  }
  const active = document.activeElement;
  const area = document.createElement('textarea');
  area.value = text;
  area.setAttribute('aria-hidden', 'true');
  area.style.position = 'fixed';
  area.style.opacity = '0';
  // Inside the dialog, if there is one, because it holds the focus fast.
  (active?.closest('[role=dialog]') ?? document.body).append(area);
  area.select();
  try {
    return document.execCommand('copy');
  } finally {
    area.remove();
    if (active instanceof HTMLElement) {
      active.focus();
    }
  }
}
