/** Puts `text` on the clipboard; where the page is not https the browser has none for it, and copies what is selected in `field`. */
export async function copyText(text: string, field?: HTMLInputElement | null): Promise<boolean> {
  try {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
      return true;
    }
    field?.select();
    return document.execCommand('copy');
  } catch {
    return false;
  }
}
