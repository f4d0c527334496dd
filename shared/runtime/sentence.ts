/** A text of AWS or of another service for use within ours: without the full stop that some end with. */
export function sentence(text: string): string {
  return text.trim().replace(/\.+$/, '');
}
