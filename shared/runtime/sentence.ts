/** A text of somebody else as part of one of ours: without the full stop that some end with. */
export function sentence(text: string): string {
  return text.trim().replace(/\.+$/, '');
}
